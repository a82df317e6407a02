/** What augmentation makes of images: the first column as they are, then versions of each. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { type Caption, captionedImages } from './captionedImages.js';
import type { Figure } from './figure.js';
import { type Images, imageSource } from './images.js';
import { word } from './words.js';

/** A layer or a model that acts in training, or a function from a batch [images, height, width, channels] to another. */
export type Augmenter =
  | { apply(batch: Tensor, args: { training: boolean }): unknown }
  | ((batch: Tensor) => Tensor);

/** Arguments of `plots.augmentedGrid`. */
export interface AugmentedGridOptions {
  /** Versions of each image. Default 6. */
  versions?: number;
  title?: string;
}

const mostImages = 8;

/**
 * Each image and what augmentation makes of it, a new draw for every version.
 * @param images [images, height, width, channels], at most 8, as the augmentation takes them
 * @throws {ArgumentError} for more images, and an augmentation that changes their shape
 * @example plots.augmentedGrid(train.take(3).toTensors().x, layers.randomRotation({ factor: 0.1, seed: 1 }), { versions: 5 });
 */
export function augmentedGrid(
  images: Tensor,
  augmenter: Augmenter,
  options: AugmentedGridOptions = {},
): Figure {
  const { versions = 6 } = options;
  const [count = 0] = images.shape;
  if (images.rank !== 4 || count < 1 || count > mostImages || !Number.isInteger(versions) || versions < 1) {
    throw new ArgumentError(
      `plots.augmentedGrid: expected a batch [images, height, width, channels] of 1 to ${mostImages} images and versions from 1 on; received [${images.shape.join(', ')}] and ${versions}.`,
    );
  }
  const run = (batch: Tensor): unknown =>
    typeof augmenter === 'function' ? augmenter(batch) : augmenter.apply(batch, { training: true });
  const all = tf.tidy(() => {
    const made = Array.from({ length: versions }, () => {
      const batch = run(images);
      if (batch instanceof tf.Tensor && batch.shape.join() === images.shape.join()) return batch;
      throw new ArgumentError(
        `plots.augmentedGrid: expected an augmentation that keeps the shape [${images.shape.join(', ')}]; it gave ${batch instanceof tf.Tensor ? `[${batch.shape.join(', ')}]` : String(batch)}.`,
      );
    });
    // One range of values for all, so that changes of brightness are seen.
    return tf.keep(tf.concat([images, ...made.map((one) => tf.cast(one, images.dtype))], 0));
  });
  try {
    const source = imageSource(all as Images, 'plots.augmentedGrid');
    const columns = versions + 1;
    const place = (at: number): number => (at % columns) * count + Math.floor(at / columns);
    const captions = Array.from({ length: count * columns }, (_, at): Caption => {
      const version = at % columns;
      const name = version === 0 ? word('original') : String(version);
      return {
        text: at < columns ? name : '',
        hover: `${word('image')} ${Math.floor(at / columns)}, ${name}`,
      };
    });
    return captionedImages({
      source: {
        length: captions.length,
        imageShape: source.imageShape,
        image: (at) => source.image(place(at)),
      },
      captions,
      columns,
      title: options.title,
      text: `${count} ${word(count === 1 ? 'image' : 'images')}, ${versions} ${word('versionsEach')}.`,
    });
  } finally {
    all.dispose();
  }
}
