/** The number that a model gives a class, before softmax or sigmoid where it ends with one: the quantity whose slopes
 *  explain a decision. After softmax a slope also says what speaks against the other classes. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { LayerOutput } from '../training/graph/outputLogits.js';

/** What a class index counts: the units of a model's only output [batch, classes]. */
export function classCount(caller: string, outputs: readonly LayerOutput[]): number {
  const [only, another] = outputs;
  if (only === undefined || another !== undefined || only.output.rank !== 2) {
    throw new ArgumentError(
      `${caller}: expected a model with one output [batch, classes]; received ${outputs.map(({ output }) => `[${output.shape.join(', ')}]`).join(' and ')}.`,
    );
  }
  return only.output.shape[1]!;
}

/** The class that the first row of the output is highest for; with one unit, 1 above ½ (or 0 for a logit). */
export function likeliestClass({ output, activation }: LayerOutput): number {
  const values = [...output.dataSync().slice(0, output.shape[1])];
  if (values.length === 1) return Number(values[0]! > (activation === 'sigmoid' ? 0.5 : 0));
  return values.indexOf(Math.max(...values));
}

/** @throws {ArgumentError} for a class that the model does not tell apart */
export function requireClass(caller: string, classIndex: number, units: number): void {
  const classes = Math.max(2, units);
  if (Number.isInteger(classIndex) && classIndex >= 0 && classIndex < classes) return;
  throw new ArgumentError(`${caller}: expected classIndex from 0 to ${classes - 1}; received ${classIndex}.`);
}

/** The sum over the batch of the class's logits. Called inside `tf.tidy`. */
export function classScore({ output, logits }: LayerOutput, classIndex: number): Scalar {
  const scores = logits ?? output;
  const [batch, units] = scores.shape as [number, number];
  // One unit speaks for class 1 and, turned around, for class 0.
  if (units === 1) return tf.mul(tf.sum(scores), classIndex === 1 ? 1 : -1) as Scalar;
  return tf.sum(tf.slice(scores as Tensor, [0, classIndex], [batch, 1])) as Scalar;
}
