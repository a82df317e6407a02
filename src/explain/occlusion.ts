/** What a class loses where a patch hides the image. Zeiler & Fergus 2014, "Visualizing and Understanding Convolutional
 *  Networks", section 4.2. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { LayerOutput } from '../training/graph/outputLogits.js';
import { classCount, likeliestClass, requireClass } from './classScore.js';
import { oneImage } from './oneImage.js';
import { requirePositive } from './pairs.js';
import { type WatchedModel, watchedRun } from './watchedRun.js';

/** Arguments of `occlusion`. */
export interface OcclusionArgs {
  /** Whose probability is watched; the likeliest class if left out. */
  classIndex?: number;
  /** The side of the square that hides a part, in pixels; a quarter of the shorter side of the image if left out. */
  patchSize?: number;
  /** How far the square moves, in pixels; half of it if left out. */
  stride?: number;
  /** What the square is filled with; the image's mean if left out. */
  fill?: number;
  /** The model's output are logits: softmax turns them into probabilities. */
  fromLogits?: boolean;
  /** Images that are predicted at once. Default 32. */
  batchSize?: number;
}

/** What hiding each part of an image changes. */
export interface OcclusionMap {
  /** How much the class's probability falls with the square at [row][column]; below 0 where it rises. */
  drops: number[][];
  /** The upper edges of the rows of squares, in pixels. */
  tops: number[];
  /** The left edges of the columns of squares, in pixels. */
  lefts: number[];
  patchSize: number;
  classIndex: number;
  /** The class's probability for the whole image. */
  probability: number;
}

/**
 * Hides one square of the image after the other and watches the probability of a class. It needs no gradients, only
 * predictions, so that it is a check of the methods that do.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} for an image or a class that does not fit the model, and a patch larger than the image
 * @example
 * const { drops } = occlusion(model, test.take(1).toTensors().x, { patchSize: 8, stride: 8, fromLogits: true });
 * drops.length; // 4 rows of squares in 32 pixels
 */
export function occlusion(model: WatchedModel, image: Tensor, args: OcclusionArgs = {}): OcclusionMap {
  const caller = 'occlusion';
  return tf.tidy(() => {
    const x = oneImage(caller, model, image);
    const [, height, width] = x.shape as [number, number, number];
    const patchSize = args.patchSize ?? Math.max(1, Math.round(Math.min(height, width) / 4));
    const stride = args.stride ?? Math.max(1, Math.round(patchSize / 2));
    const batchSize = args.batchSize ?? 32;
    for (const [name, value] of Object.entries({ patchSize, stride, batchSize })) {
      requirePositive(caller, name, value);
    }
    if (patchSize > Math.min(height, width)) {
      throw new ArgumentError(
        `${caller}: expected a patchSize of at most ${Math.min(height, width)}, the shorter side of the image; received ${patchSize}.`,
      );
    }
    const whole = predicted(model, x);
    const units = classCount(caller, [whole]);
    const chosen = args.classIndex ?? likeliestClass(whole);
    requireClass(caller, chosen, units);
    const shareOf = (batch: Tensor): number[] => {
      const { output, activation } = predicted(model, batch);
      const needsFunction = args.fromLogits === true && activation === undefined;
      if (units === 1) {
        const ones = [...(needsFunction ? tf.sigmoid(output) : output).dataSync()];
        return chosen === 1 ? ones : ones.map((one) => 1 - one);
      }
      const shares = needsFunction ? tf.softmax(output) : output;
      return [...tf.slice(shares, [0, chosen], [batch.shape[0]!, 1]).dataSync()];
    };
    const [probability] = shareOf(x);
    const [tops, lefts] = [edges(height, patchSize, stride), edges(width, patchSize, stride)];
    const fill = args.fill ?? tf.mean(x).dataSync()[0]!;
    const places = tops.flatMap((top) => lefts.map((left) => ({ top, left })));
    const drops: number[] = [];
    for (let start = 0; start < places.length; start += batchSize) {
      const part = places.slice(start, start + batchSize);
      drops.push(
        ...tf.tidy(() => shareOf(hidden(x as Tensor4D, part, patchSize, fill))).map((p) => probability! - p),
      );
    }
    return {
      drops: tops.map((_, row) => drops.slice(row * lefts.length, (row + 1) * lefts.length)),
      tops,
      lefts,
      patchSize,
      classIndex: chosen,
      probability: probability!,
    };
  });
}

function predicted(model: WatchedModel, batch: Tensor): LayerOutput {
  return watchedRun(model, [batch], (_, output) => output)[0]!;
}

/** From edge to edge: the last square ends with the image. */
function edges(length: number, patch: number, stride: number): number[] {
  const count = Math.ceil((length - patch) / stride) + 1;
  return Array.from({ length: count }, (_, index) => Math.min(index * stride, length - patch));
}

/** A copy of the image for each place, the square there filled. */
function hidden(
  x: Tensor4D,
  places: readonly { top: number; left: number }[],
  size: number,
  fill: number,
): Tensor {
  const [, height, width] = x.shape;
  const covers = new Float32Array(places.length * height * width);
  for (const [index, { top, left }] of places.entries()) {
    for (let row = top; row < top + size; row++) {
      const start = (index * height + row) * width + left;
      covers.fill(1, start, start + size);
    }
  }
  const cover = tf.tensor4d(covers, [places.length, height, width, 1]);
  // x + (fill − x)·cover
  return tf.add(x, tf.mul(tf.sub(fill, x), cover));
}
