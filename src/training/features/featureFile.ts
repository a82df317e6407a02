/** Features on disk: a line of JSON with what they were computed from, then the numbers. A file that is not as it should
 *  be counts as none: it is only a cache. */
import { readFile, writeFile } from 'node:fs/promises';
import { writeAtomically } from '../../weights/atomicFile.js';
import { FeatureSet, type SampleRows } from './featureSet.js';

interface Header {
  key: string;
  length: number;
  features: Omit<SampleRows, 'data'>;
  targets: Omit<SampleRows, 'data'>;
}

const bytesPerNumber = Float32Array.BYTES_PER_ELEMENT;
const lineEnd = '\n'.charCodeAt(0);

/** Undefined if there is no file, or it is damaged, or of other weights or data. */
export async function readFeatureFile(file: string, key: string): Promise<FeatureSet | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  const end = bytes?.indexOf(lineEnd) ?? -1;
  if (bytes === undefined || end === -1) return undefined;
  const header = headerIn(bytes.toString('utf8', 0, end));
  if (header?.key !== key) return undefined;
  const { length, features, targets } = header;
  const [featureCount, targetCount] = [length * widthOf(features), length * widthOf(targets)];
  const start = end + 1;
  if (bytes.length !== start + (featureCount + targetCount) * bytesPerNumber) return undefined;
  const numbers = new Float32Array(featureCount + targetCount);
  bytes.copy(new Uint8Array(numbers.buffer), 0, start);
  return new FeatureSet(
    { ...features, data: numbers.subarray(0, featureCount) },
    { ...targets, data: numbers.subarray(featureCount) },
    length,
    true,
  );
}

/** @throws {DataError} if it cannot be written */
export async function writeFeatureFile(file: string, key: string, set: FeatureSet): Promise<void> {
  const [features, targets] = set.rows();
  const header: Header = {
    key,
    length: set.length,
    features: { shape: features.shape, dtype: features.dtype },
    targets: { shape: targets.shape, dtype: targets.dtype },
  };
  const content = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...[features, targets].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ]);
  await writeAtomically(file, true, (temporary) => writeFile(temporary, content));
}

/** The key vouches for what else the header says: no other program writes it. */
function headerIn(line: string): Header | undefined {
  try {
    return JSON.parse(line) as Header;
  } catch {
    return undefined;
  }
}

function widthOf({ shape }: Pick<SampleRows, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}
