import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';

/**
 * Targets in the predictions' shape, as numbers. A last axis of one may be missing or too much; nothing else is
 * stretched, where Keras silently compares every target with every prediction.
 * @throws {ArgumentError} for targets that do not fit the predictions
 */
export function alignTargets(loss: string, yTrue: Tensor, yPred: Tensor): Tensor {
  const numbers = yTrue.dtype === 'float32' ? yTrue : tf.cast(yTrue, 'float32');
  if (sameShape(yTrue.shape, yPred.shape)) return numbers;
  if (sameShape(withoutLastOne(yTrue.shape), withoutLastOne(yPred.shape)))
    return tf.reshape(numbers, yPred.shape);
  throw new ArgumentError(
    `${loss}: targets [${yTrue.shape.join(', ')}] do not fit predictions [${yPred.shape.join(', ')}]: one target for every prediction is expected.`,
  );
}

/**
 * Class indices, one for every row of the predictions.
 * @shape yTrue [batch, …] or [batch, …, 1], yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for labels that do not fit the predictions
 */
export function alignLabels(loss: string, yTrue: Tensor, yPred: Tensor): Tensor {
  const expected = yPred.shape.slice(0, -1);
  const fits =
    sameShape(yTrue.shape, expected) ||
    (yTrue.shape.at(-1) === 1 && sameShape(yTrue.shape.slice(0, -1), expected));
  if (fits) return tf.cast(tf.reshape(yTrue, expected), 'int32');
  throw new ArgumentError(
    `${loss}: labels [${yTrue.shape.join(', ')}] do not fit predictions [${yPred.shape.join(', ')}]: class indices [${expected.join(', ')}] are expected. ` +
      'For one-hot rows use the categorical one.',
  );
}

function withoutLastOne(shape: readonly number[]): readonly number[] {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
