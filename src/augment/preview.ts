/** One image as augmentation would show it to a network, nine times over. */
import type { Tensor } from '@tensorflow/tfjs';
import type { FloatPixels, Pixels } from '../augmentation/pixels.js';
import { decodeColors } from '../data/decodePixels.js';
import { applyTransform } from '../data/generator/applyTransform.js';
import type { ImageDataGenerator } from '../data/generator/imageDataGenerator.js';
import { pixelsOfTensor } from '../data/generator/tensorPixels.js';
import { ImageSet } from '../data/imageSet.js';
import { nextSeed, randomGenerator, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { type Caption, captionedImages } from '../plots/captionedImages.js';
import type { Figure } from '../plots/figure.js';
import { word } from '../plots/words.js';
import { transformInWords } from './transformInWords.js';

/** An image [height, width, channels], the first image of a set, or a file. */
export type PreviewImage = Tensor | ImageSet | string;

/** Arguments of `augment.preview`. */
export interface PreviewArgs {
  /** Repeats the picture. */
  seed?: number;
  /** How many variants, from 1 to 25. Default 9. */
  count?: number;
  title?: string;
}

/**
 * Variants of one image as the generator makes them, each with the parameters that were drawn for it: what is left out
 * was not changed. Standardization, which comes after, is not shown.
 * @param image values from 0 to 255; a tensor whose values all lie in 0 … 1 is taken times 255
 * @throws {ArgumentError} for what is no image, or a count out of range
 * @throws {DataError} for a file that cannot be read
 * @example
 * const generator = new ImageDataGenerator({ rotationRange: 20, zoomRange: 0.2, horizontalFlip: true });
 * await augment.preview(train, generator, { seed: 1 });
 */
export async function preview(
  image: PreviewImage,
  generator: ImageDataGenerator,
  { seed = nextSeed(), count = 9, title }: PreviewArgs = {},
): Promise<Figure> {
  if (!(Number.isInteger(count) && count >= 1 && count <= 25)) {
    throw new ArgumentError(`augment.preview: expected count from 1 to 25; received ${count}.`);
  }
  const pixels = await pixelsOf(image, generator);
  const { height, width, channels } = pixels;
  const seeds = randomGenerator(seed);
  const variants = Array.from({ length: count }, () => {
    const random = randomGenerator(seeds.nextInteger(2 ** 31));
    const transform = generator.drawTransform(
      generator.dataFormat === 'channelsFirst' ? [channels, height, width] : [height, width, channels],
      random,
    );
    const changed = applyTransform(pixels, transform, generator.augmentation, random);
    return {
      bytes: Uint8Array.from(Uint8ClampedArray.from(changed.values)),
      words: transformInWords(transform),
    };
  });
  const captions = variants.map(({ words }, index): Caption => {
    const lines = words.length === 0 ? [word('unchanged')] : twoAtATime(words);
    return { text: lines.join('<br>'), hover: `${index + 1}: ${lines.join(', ')}` };
  });
  return captionedImages({
    source: {
      length: count,
      imageShape: [height, width, channels],
      image: (index) => variants[index]!.bytes,
    },
    captions,
    columns: Math.min(3, count),
    title,
    text: `${count} ${word('variants')}: ${variants.map(({ words }) => words.join(', ') || word('unchanged')).join('; ')}`,
  });
}

async function pixelsOf(image: PreviewImage, { dataFormat }: ImageDataGenerator): Promise<FloatPixels> {
  if (typeof image === 'string') return floats(await decodeColors(image));
  if (image instanceof ImageSet) {
    const [height, width, channels] = image.imageShape;
    return floats({ values: image.image(0), height, width, channels });
  }
  if (!(image instanceof tf.Tensor)) {
    throw new ArgumentError(
      `augment.preview: expected a tensor, an image set or a file; received ${typeof image}.`,
    );
  }
  const pixels = pixelsOfTensor(image, dataFormat, 'augment.preview');
  const isUnit = pixels.values.every((value) => value >= 0 && value <= 1);
  return isUnit ? { ...pixels, values: pixels.values.map((value) => 255 * value) } : pixels;
}

function floats({ values, ...size }: Pixels): FloatPixels {
  return { ...size, values: Float32Array.from(values) };
}

/** Two parameters a line: what fits under an image. */
function twoAtATime(words: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(words.length / 2) }, (_, line) =>
    words.slice(2 * line, 2 * line + 2).join(', '),
  );
}
