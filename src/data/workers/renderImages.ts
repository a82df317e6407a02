/** One batch of images: decoded, augmented, standardized. Runs in a worker, or in the thread that wants it. */
import path from 'node:path';
import type { FloatPixels, Pixels } from '../../augmentation/pixels.js';
import { randomGenerator } from '../../engine/seed.js';
import { channelsOf, decodePixels } from '../decodePixels.js';
import { applyTransform } from '../generator/applyTransform.js';
import { standardize } from '../generator/standardize.js';
import { drawTransform } from '../generator/transformParameters.js';
import { lazySharp } from '../lazySharp.js';
import type { BrokenFile, ImageJob, PlacedJob, RenderedImages } from './imageJob.js';

/** Images of a batch that are decoded at a time: while one is read, another one is augmented. */
const decodedAtATime = 2;

/** Writes the images where the job wants them. */
export async function renderImages(job: PlacedJob): Promise<RenderedImages> {
  const { source } = job;
  const isFiles = 'files' in source;
  const count = countOf(job);
  const size = sizeOf(job);
  const values = new Float32Array(job.into, 0, count * size);
  const broken: BrokenFile[] = [];
  let next = 0;
  const line = async (): Promise<void> => {
    for (let place = next++; place < count; place = next++) {
      try {
        const read = isFiles ? decodePixels(source.files[place]!, source.decode) : givenImage(job, place);
        // No turn of the event loop where there is nothing to wait for: the image may lie in memory that the next one uses.
        const image = read instanceof Promise ? await read : read;
        await renderOne(job, place, image, values.subarray(place * size, (place + 1) * size));
      } catch (error) {
        broken.push({ place, reason: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: decodedAtATime }, line));
  broken.sort((a, b) => a.place - b.place);
  return { length: closedUp(values, size, broken), broken };
}

/** How many numbers a batch has at most. */
export function lengthOf(job: ImageJob): number {
  return countOf(job) * sizeOf(job);
}

function countOf({ source }: ImageJob): number {
  return 'files' in source ? source.files.length : source.count;
}

/** The numbers of one image. */
function sizeOf({ source }: ImageJob): number {
  if (!('files' in source)) return source.shape[0] * source.shape[1] * source.shape[2];
  const { size, colorMode } = source.decode;
  return size[0] * size[1] * channelsOf[colorMode];
}

function givenImage({ source }: ImageJob, place: number): Pixels {
  if ('files' in source) throw new TypeError('The job names files.');
  const [height, width, channels] = source.shape;
  const size = height * width * channels;
  return { values: source.values.subarray(place * size, (place + 1) * size), height, width, channels };
}

async function renderOne(job: ImageJob, place: number, image: Pixels, into: Float32Array): Promise<void> {
  const { seeds, augmentation, standardization, save } = job;
  if (seeds !== undefined && augmentation !== undefined) {
    const random = randomGenerator(seeds[place]!);
    const transform = drawTransform(augmentation, [image.height, image.width], random);
    applyTransform(image, transform, augmentation, random, into);
  } else if (save === undefined && standardization !== undefined) {
    standardize(into, image.channels, standardization, image.values);
    return;
  } else into.set(image.values);
  if (save !== undefined) await savePicture({ ...image, values: into }, save, seeds?.[place] ?? place);
  if (standardization !== undefined) standardize(into, image.channels, standardization);
}

async function savePicture(
  { values, height, width, channels }: FloatPixels,
  { folder, prefix, format }: NonNullable<ImageJob['save']>,
  number: number,
): Promise<void> {
  const raw = { height, width, channels: channels as 1 | 3 | 4 };
  const sharp = await lazySharp();
  const picture = sharp(Uint8ClampedArray.from(values), { raw });
  await picture.toFormat(format).toFile(path.join(folder, `${prefix}_${number.toString(36)}.${format}`));
}

/** Moves the images that could be read together. @returns how many numbers they are */
function closedUp(values: Float32Array, size: number, broken: readonly BrokenFile[]): number {
  const places = new Set(broken.map(({ place }) => place));
  let to = 0;
  for (let place = 0; place < values.length / size; place++) {
    if (places.has(place)) continue;
    if (to !== place * size) values.copyWithin(to, place * size, (place + 1) * size);
    to += size;
  }
  return to;
}
