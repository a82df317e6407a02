/** What flows through a network: mean, spread and silence of each layer's output. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { activations } from './activations.js';
import type { WatchedModel } from './watchedRun.js';

/** One layer's output over a batch. */
export interface ActivationStatistics {
  layer: string;
  mean: number;
  /** The standard deviation over all its numbers. */
  deviation: number;
  /** The share of numbers that are 0. */
  zeros: number;
  /** The share of channels, or units, that are 0 for the whole batch: dead ones, if the batch is large. */
  silent: number;
}

/**
 * Statistics of every layer's output for a batch, as in a prediction.
 * @param x [batch, …]; a list for a model with several inputs
 * @example
 * const [first] = activationStatistics(model, train.take(8).toTensors().x);
 * first.layer; // 'conv2d'
 */
export function activationStatistics(
  model: WatchedModel,
  x: Tensor | readonly Tensor[],
): ActivationStatistics[] {
  return tf.tidy(() =>
    activations(model, x).map(({ layer, output }) => {
      const numbers = tf.cast(output, 'float32');
      const { mean, variance } = tf.moments(numbers);
      const isZero = tf.cast(tf.equal(numbers, 0), 'float32');
      const places = output.shape.slice(0, -1).map((_, axis) => axis);
      const one = (tensor: Tensor): number => tensor.dataSync()[0]!;
      return {
        layer,
        mean: one(mean),
        deviation: Math.sqrt(one(variance)),
        zeros: one(tf.mean(isZero)),
        silent: one(tf.mean(tf.floor(tf.mean(isZero, places)))),
      };
    }),
  );
}
