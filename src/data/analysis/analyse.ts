/** A first look at data: what a network would learn from besides what it should. */
import { type BytePixels, pillowResize } from '../../augmentation/pillowResize.js';
import { ArgumentError, DataError } from '../../errors.js';
import { decodeColors, grayOf } from '../decodePixels.js';
import { type DataParts, type PartSource, partSources } from './dataParts.js';
import { DataReport, type NearDuplicate, type PartReport } from './dataReport.js';
import { ImageDigests } from './imageDigests.js';
import { PartTotals } from './partTotals.js';
import { perceptualHash } from './perceptualHash.js';

/** Arguments of `analyse`. */
export interface AnalyseArgs {
  /** In how many of 64 bits the hashes of near-duplicates may differ. Default 10. */
  hashDistance?: number;
  /** How closely their grays must go along, up to 1. Default 0.95. */
  correlation?: number;
}

/** Files that are read at a time: while one is decoded, another one is counted. */
const readAtATime = 4;
/** Pairs whose images are kept for a picture. */
const picturedPairs = 12;

/**
 * Looks at every image: how many each class has, of which sizes they are, the means and deviations of their channels,
 * which files cannot be read, and which images of two parts are nearly the same (a network that has seen a test image
 * while it learned is not tested). The report shows itself as a table; `plots.dataReport` and `plots.nearDuplicates` draw it.
 *
 * Near-duplicates are found by a perceptual hash and confirmed by the correlation of their grays: resized, recompressed
 * and lighter copies are found, mirrored and turned ones are not. 60,000 images against 10,000 take less than a minute.
 * @param data what `load` of a data set gives, parts by name (`{ train, test }`), one image set, or a folder
 * @throws {ArgumentError} for what is no data, or arguments out of range
 * @throws {DataError} if a folder is none, or has no image that can be read
 * @example
 * const report = await analyse({ train, test });
 * report.parts[0]!.classCounts;                        // images of each class
 * report.nearDuplicates.length;                        // images of test that are nearly one of train
 * plots.dataReport(report);
 */
export async function analyse(data: DataParts, args: AnalyseArgs = {}): Promise<DataReport> {
  const { hashDistance = 10, correlation = 0.95 } = args;
  if (!(Number.isInteger(hashDistance) && hashDistance >= 0 && hashDistance <= 32)) {
    throw new ArgumentError(
      `analyse: hashDistance must be a whole number from 0 to 32; received ${hashDistance}.`,
    );
  }
  if (!(correlation > 0 && correlation <= 1)) {
    throw new ArgumentError(`analyse: correlation must be above 0 and at most 1; received ${correlation}.`);
  }
  const sources = partSources(data);
  const looked: { source: PartSource; report: PartReport; digests: ImageDigests }[] = [];
  for (const source of sources) looked.push({ source, ...(await lookAt(source)) });
  const nearDuplicates: NearDuplicate[] = [];
  for (const [index, later] of looked.entries()) {
    for (const earlier of looked.slice(0, index)) {
      await endOfTask();
      for (let place = 0; place < later.source.length; place++) {
        const match = later.digests.nearest(place, earlier.digests, hashDistance, correlation);
        if (match === undefined) continue;
        const [known, copy] = [imageNamed(earlier.source, match.place), imageNamed(later.source, place)];
        const { distance, correlation: alike } = match;
        nearDuplicates.push({ images: [known, copy], distance, correlation: alike, pictures: undefined });
      }
    }
  }
  nearDuplicates.sort((a, b) => b.correlation - a.correlation || a.distance - b.distance);
  for (const pair of nearDuplicates.slice(0, picturedPairs)) {
    pair.pictures = [await picture(sources, pair.images[0]), await picture(sources, pair.images[1])];
  }
  return new DataReport(
    looked.map(({ report }) => report),
    nearDuplicates,
  );
}

async function lookAt(source: PartSource): Promise<{ report: PartReport; digests: ImageDigests }> {
  const totals = new PartTotals(source.classNames);
  const digests = new ImageDigests(source.length);
  let next = 0;
  const line = async (): Promise<void> => {
    for (let place = next++; place < source.length; place = next++) {
      if (place % 1000 === 0) await endOfTask();
      const name = source.nameOf(place);
      try {
        const pixels = await pixelsOf(source, place);
        totals.add(pixels, source.label(place));
        const { hash, thumbnail } = perceptualHash(grayOf(pixels));
        digests.set(place, hash, thumbnail);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        const file = source.image(place);
        totals.addUnreadable(name, error.message.replace(`${file} `, ''));
      }
    }
  };
  await Promise.all(Array.from({ length: readAtATime }, line));
  return { report: totals.report(source.name), digests };
}

async function pixelsOf(source: PartSource, place: number): Promise<BytePixels> {
  const image = source.image(place);
  if (typeof image === 'string') return decodeColors(image);
  const [height, width, channels] = image.shape;
  return { values: image.values, height, width, channels };
}

function imageNamed(source: PartSource, place: number): NearDuplicate['images'][number] {
  const label = source.label(place);
  return {
    part: source.name,
    place,
    name: source.nameOf(place),
    className: label === undefined ? undefined : source.classNames[label],
  };
}

/** As it is where images are in memory; files are shrunk, so that all are of one size. */
async function picture(
  sources: readonly PartSource[],
  { part, place }: NearDuplicate['images'][number],
): Promise<BytePixels> {
  const source = sources.find(({ name }) => name === part)!;
  const pixels = await pixelsOf(source, place);
  return typeof source.image(place) === 'string' ? pillowResize(pixels, [96, 96], 'bilinear') : pixels;
}

/** Lets the notebook answer in between. */
function endOfTask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
