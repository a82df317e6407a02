/** The loss around a model's weights, along two random directions. Li et al. 2018, "Visualizing the Loss Landscape of Neural
 *  Nets": each filter of a direction is as long as the model's own filter; biases and normalizations stay. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { nextSeed, randomTensor, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { batchLoss, type LossBatch } from './batchLoss.js';
import { requirePositive } from './pairs.js';
import type { WatchedModel } from './watchedRun.js';

/** Arguments of `lossSurface`. */
export interface LossSurfaceArgs {
  /** How far to go in each direction; 1 is as far as the weights are long. Default 1. */
  range?: number;
  /** Points along each direction. Default 21. */
  points?: number;
  /** Makes the directions repeatable. */
  seed?: number;
}

/** The loss on a grid around the model's weights. */
export interface LossSurface {
  /** The steps along both directions, from −range to range. */
  steps: number[];
  /** [second direction][first direction]. */
  losses: number[][];
  /** The loss of the model as it is. */
  center: number;
}

/**
 * The loss of a batch for weights changed along two random directions. The model is as before when it returns.
 * @throws {ArgumentError} for a model that is not compiled, and data that does not fit it
 * @example
 * const { x, y } = train.take(8).toTensors();
 * const { losses } = lossSurface(model, { x, y }, { points: 5, seed: 1 });
 * losses.length; // 5
 */
export function lossSurface(model: WatchedModel, data: LossBatch, args: LossSurfaceArgs = {}): LossSurface {
  const { range = 1, points = 21, seed = nextSeed() } = args;
  requirePositive('lossSurface', 'points', points);
  if (!(range > 0)) throw new ArgumentError(`lossSurface: expected a range above 0; received ${range}.`);
  const whole = model as LayersModel;
  const batch = batchLoss('lossSurface', model, data);
  const kernels = whole.trainableWeights.filter(({ shape }) => shape.length > 1);
  const steps = Array.from({ length: points }, (_, index) =>
    points === 1 ? 0 : -range + (2 * range * index) / (points - 1),
  );
  const before = tf.tidy(() => kernels.map((weight) => weight.read().clone()));
  const lossNow = (): number => tf.tidy(() => batch.loss(false).dataSync()[0]!);
  try {
    return tf.tidy(() => {
      const [first, second] = [0, 1].map((which) =>
        before.map((value, index) => likeFilters(value, seed + 2 * index + which)),
      ) as [Tensor[], Tensor[]];
      const center = lossNow();
      const losses = steps.map((b) =>
        steps.map((a) => {
          tf.tidy(() => {
            for (const [index, weight] of kernels.entries()) {
              const moved = tf.add(tf.mul(first[index]!, a), tf.mul(second[index]!, b));
              weight.write(tf.add(before[index]!, moved));
            }
          });
          return lossNow();
        }),
      );
      return { steps, losses, center };
    });
  } finally {
    for (const [index, weight] of kernels.entries()) weight.write(before[index]!);
    tf.dispose(before);
    batch.dispose();
  }
}

/** A random direction whose filters (the last axis counts them) are as long as those of the weights. */
function likeFilters(weights: Tensor, seed: number): Tensor {
  const direction = randomTensor('normal', weights.shape, () => seed);
  const axes = weights.shape.slice(0, -1).map((_, axis) => axis);
  const length = (tensor: Tensor): Tensor => tf.sqrt(tf.sum(tf.square(tensor), axes, true));
  return tf.mul(direction, tf.divNoNan(length(weights), length(direction)));
}
