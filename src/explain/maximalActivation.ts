/** Images that excite a filter: gradient ascent on the pixels. Erhan et al. 2009, "Visualizing Higher-Layer Features of a
 *  Deep Network"; the steps are those of Keras's example "Visualizing what convnets learn". */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { nextSeed, randomTensor, type Scalar, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { gradients } from '../training/gradients.js';
import { onlyInputShape } from './oneImage.js';
import { requirePositive } from './pairs.js';
import { type AnyLayer, layerNamed, runUntil, type WatchedModel } from './watchedRun.js';

/** Arguments of `maximalActivation`. */
export interface MaximalActivationArgs {
  /** The layer whose filters (or units) are excited, also in a model inside. */
  layer: string | AnyLayer;
  /** Which of its channels; all, but at most 64, if left out. */
  filters?: readonly number[];
  /** Steps uphill. Default 30. */
  steps?: number;
  /** How far a step goes, as a fraction of the range of values. Default 0.1. */
  stepSize?: number;
  /** [height, width] of the images, for a model that leaves them open. */
  size?: readonly [number, number];
  /** The values an image may have. Default [0, 1]. */
  range?: readonly [low: number, high: number];
  /** Makes the noise at the start repeatable. */
  seed?: number;
}

/** The images found. */
export interface MaximalActivation {
  /** One image a filter, [filters, height, width, channels], within the range; the caller disposes it. */
  images: Tensor4D;
  filters: number[];
  /** The filter's mean activation for the noise at the start. */
  before: number[];
  /** The same for the image found. */
  after: number[];
  layer: string;
}

/** More are no longer looked at. */
const mostFilters = 64;
/** How far the noise at the start strays from gray, as a fraction of the range. */
const startingNoise = 0.125;

/**
 * One image for each filter, changed step by step so that the filter's mean activation grows; every gradient is divided
 * by its length.
 * @throws {ArgumentError} for a layer or a filter that the model does not have
 * @example
 * const { images, after } = maximalActivation(model, { layer: 'conv2d', filters: [0, 1], steps: 5, seed: 1 });
 * images.shape; // [2, 32, 32, 3]
 */
export function maximalActivation(model: WatchedModel, args: MaximalActivationArgs): MaximalActivation {
  const caller = 'maximalActivation';
  const { steps = 30, stepSize = 0.1, range = [0, 1] } = args;
  const layer = layerNamed(caller, model, args.layer);
  const shape = imageShape(caller, onlyInputShape(caller, model), args.size);
  requirePositive(caller, 'steps', steps);
  const [low, high] = range;
  if (!(high > low)) {
    throw new ArgumentError(`${caller}: expected range [low, high]; received [${range.join(', ')}].`);
  }
  const filters = filtersOf(caller, layer, args.filters);
  const seed = args.seed ?? nextSeed();
  const meansOf = (images: Tensor): Tensor => meanActivations(model, layer, images, filters);
  const result = tf.tidy(() => {
    const noise = randomTensor('normal', [filters.length, ...shape], () => seed);
    let images = tf.add(tf.mul(noise, startingNoise * (high - low)), (low + high) / 2).clipByValue(low, high);
    const before = [...meansOf(images).dataSync()];
    for (let step = 0; step < steps; step++) {
      const next = tf.tidy(() => {
        const [slopes] = gradients((given) => tf.sum(meansOf(given!)) as Scalar, [images]).gradients;
        const lengths = tf.sqrt(tf.mean(tf.square(slopes!), [1, 2, 3], true));
        const uphill = tf.divNoNan(slopes!, lengths);
        return tf.add(images, tf.mul(uphill, stepSize * (high - low))).clipByValue(low, high);
      });
      images.dispose();
      images = next;
    }
    const after = [...meansOf(images).dataSync()];
    return { images: images as Tensor4D, before, after };
  });
  return { ...result, filters, layer: layer.name };
}

function imageShape(
  caller: string,
  [, height, width, channels]: readonly (number | null)[],
  size: readonly [number, number] | undefined,
): [number, number, number] {
  const [rows, columns] = [height ?? size?.[0], width ?? size?.[1]];
  if (typeof rows === 'number' && typeof columns === 'number' && typeof channels === 'number') {
    return [rows, columns, channels];
  }
  throw new ArgumentError(
    `${caller}: the model leaves the size of its images open. Pass size: [height, width].`,
  );
}

function filtersOf(caller: string, layer: AnyLayer, given: readonly number[] | undefined): number[] {
  const shape = layer.inboundNodes[0]?.outputTensors[0]?.shape ?? [];
  const count = shape.at(-1) ?? 0;
  const filters = given ?? Array.from({ length: Math.min(count, mostFilters) }, (_, index) => index);
  const wrong = filters.find((one) => !Number.isInteger(one) || one < 0 || one >= count);
  if (filters.length > 0 && wrong === undefined) return [...filters];
  throw new ArgumentError(
    `${caller}: expected filters from 0 to ${count - 1}, which layer "${layer.name}" has; received ${wrong ?? 'none'}.`,
  );
}

/** [images]: for image i the mean over places of channel filters[i]. */
function meanActivations(
  model: WatchedModel,
  layer: AnyLayer,
  images: Tensor,
  filters: readonly number[],
): Tensor {
  const activation = runUntil(model, [images], layer);
  const channels = activation.shape.at(-1)!;
  const flat = tf.reshape(activation, [filters.length, -1, channels]);
  const chosen = tf.oneHot(tf.tensor1d([...filters], 'int32'), channels);
  return tf.sum(tf.mul(tf.mean(flat, 1), chosen), 1);
}
