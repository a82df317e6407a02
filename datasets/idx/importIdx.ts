/** Reads MNIST and what has its form: four IDX files, in a folder or an archive, packed or not. */
import path from 'node:path';
import type { ImageShape } from '../../src/data/imageBytes.js';
import type { OnProgress } from '../../src/data/progress.js';
import { DataError } from '../../src/errors.js';
import type { DatasetCard } from '../card.js';
import { shownName } from '../fetchArchives.js';
import type { ImagesRecipe, ImportedImages, ImportedPart } from '../provideImages.js';
import { sourceEntries } from '../sourceEntries.js';
import { type IdxArray, idxFile } from './idxFile.js';

type IdxCard = DatasetCard & { imageShape: ImageShape };
type Role = 'train-images' | 'train-labels' | 't10k-images' | 't10k-labels';

const roles: readonly Role[] = ['train-images', 'train-labels', 't10k-images', 't10k-labels'];
/** Some copies have a dot where the official names have a dash. */
const idxPath = /(?:^|\/)(train|t10k)-(images|labels)[-.]idx[13]-ubyte(?:\.gz)?$/;
const limits = { maxEntryBytes: 1 << 27, maxTotalBytes: 1 << 28, maxEntries: 1000 };

/** How to import a data set in MNIST's form: from a folder or an archive (.tar, .tar.gz, .tar.xz, .zip) of its four files. */
export function idxRecipe(card: IdxCard): ImagesRecipe {
  return { card, importFrom: (source, onProgress) => importIdx(card, source, onProgress) };
}

async function importIdx(
  card: IdxCard,
  source: string,
  onProgress: OnProgress | undefined,
): Promise<ImportedImages> {
  const found = new Map<Role, IdxArray>();
  const total = card.trainLength + card.testLength;
  const report = (done: number): void =>
    onProgress?.({ what: `Importing ${path.basename(source)}`, done, total, unit: 'images' });
  for await (const { name, content } of await sourceEntries(source, limits, (name) => isIdxOrFolder(name))) {
    const [, part, kind] = idxPath.exec(name) ?? [];
    if (part === undefined) continue;
    const role = `${part}-${kind}` as Role;
    if (found.has(role)) throw new DataError(`${source} holds the ${role} twice.`);
    const file = path.join(source, name);
    const array = idxFile(content, file, limits.maxEntryBytes);
    requireShape(array, role, file, card);
    found.set(role, array);
    report([...found.values()].reduce((sum, { shape }) => sum + shape[0]! / 2, 0));
  }
  const missing = roles.filter((role) => !found.has(role));
  if (missing.length > 0) {
    throw new DataError(
      `${source} holds no ${shownName(card)}: its four files were expected (train-images-idx3-ubyte.gz …), ` +
        `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    );
  }
  const partOf = (part: 'train' | 't10k'): ImportedPart => ({
    labels: found.get(`${part}-labels`)!.values,
    images: [found.get(`${part}-images`)!.values],
  });
  return { train: partOf('train'), test: partOf('t10k'), kind: 'official IDX files' };
}

/** A folder may lie in between (MNIST/raw), nothing else is read. */
function isIdxOrFolder(name: string): boolean {
  return idxPath.test(name) || /^(?:raw|.*mnist)$/i.test(name);
}

function requireShape(
  { shape, values }: IdxArray,
  role: Role,
  file: string,
  { imageShape, trainLength, testLength, classNames }: IdxCard,
): void {
  const length = role.startsWith('train') ? trainLength : testLength;
  const expected = role.endsWith('images') ? [length, imageShape[0], imageShape[1]] : [length];
  if (shape.join() !== expected.join())
    throw new DataError(`${file} holds ${shape.join('×')} bytes, expected ${expected.join('×')}.`);
  if (role.endsWith('images')) return;
  const wrong = values.findIndex((label) => label >= classNames.length);
  if (wrong === -1) return;
  throw new DataError(`${file}: label ${wrong} is ${values[wrong]}, expected 0 to ${classNames.length - 1}.`);
}
