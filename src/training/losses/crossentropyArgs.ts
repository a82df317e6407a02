/** What the cross-entropies share. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import type { LossArgs } from './loss.js';

/** Arguments of every cross-entropy. */
export interface CrossentropyArgs extends LossArgs {
  /** Whether the model's outputs are logits (no softmax or sigmoid in the model). Default false. */
  fromLogits?: boolean;
  /** The axis of the classes. Default the last. */
  axis?: number;
}

/** Arguments of the cross-entropies that take probabilities as targets. */
export interface SmoothedCrossentropyArgs extends CrossentropyArgs {
  /** Moves this share of every target's certainty to all outputs alike, in [0, 1]. Default 0. */
  labelSmoothing?: number;
}

/** Keras's epsilon: probabilities are kept this far from 0 and 1 before the logarithm. */
const epsilon = 1e-7;

/** Probabilities, kept away from 0 and 1. */
export function clipped(probabilities: Tensor): Tensor {
  return tf.clipByValue(probabilities, epsilon, 1 - epsilon);
}

/** @throws {ArgumentError} unless labelSmoothing is in [0, 1] */
export function requireSmoothing(loss: string, labelSmoothing: number): void {
  requireWithin(loss, { labelSmoothing }, 0, 1);
}

/** target · (1 − smoothing) + smoothing / outcomes */
export function smoothed(targets: Tensor, smoothing: number, outcomes: number): Tensor {
  return smoothing === 0 ? targets : tf.add(tf.mul(targets, 1 - smoothing), smoothing / outcomes);
}

/** The classes' axis brought to the end. */
export function classesLast(tensor: Tensor, axis: number): Tensor {
  const last = tensor.rank - 1;
  const place = axis < 0 ? axis + tensor.rank : axis;
  if (place === last) return tensor;
  const others = Array.from({ length: tensor.rank }, (_, index) => index).filter((index) => index !== place);
  return tf.transpose(tensor, [...others, place]);
}
