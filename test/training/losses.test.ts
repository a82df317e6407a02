import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/index.js';
import { ArgumentError } from '../../src/errors.js';
import { type Loss, losses } from '../../src/training/index.js';
import { lossFrom } from '../../src/training/losses/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';

interface LossCase {
  args: { loss?: string; from_logits?: boolean; label_smoothing?: number };
  tolerance: Tolerance;
  y_true: GoldenArray;
  y_pred: GoldenArray;
  per_sample: GoldenArray;
  value: number;
  grad_y_pred: GoldenArray;
}

const makers: Record<string, (args: { fromLogits?: boolean; labelSmoothing?: number }) => Loss> = {
  SparseCategoricalCrossentropy: losses.sparseCategoricalCrossentropy,
  CategoricalCrossentropy: losses.categoricalCrossentropy,
  BinaryCrossentropy: losses.binaryCrossentropy,
  MeanSquaredError: losses.meanSquaredError,
  MeanAbsoluteError: losses.meanAbsoluteError,
};

const knownArguments = new Set(['loss', 'from_logits', 'label_smoothing']);

/** The cases whose loss and arguments exist so far. */
const ids = goldenIds('losses').filter((id) => {
  const { args } = goldenCase<LossCase>(id);
  return (
    args.loss !== undefined &&
    args.loss in makers &&
    Object.keys(args).every((name) => knownArguments.has(name))
  );
});

describe('losses agree with Keras', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThanOrEqual(20));

  it.each(ids)('%s', (id) => {
    const golden = goldenCase<LossCase>(id);
    const loss = makers[golden.args.loss!]!({
      fromLogits: golden.args.from_logits,
      labelSmoothing: golden.args.label_smoothing,
    });
    tf.tidy(() => {
      const [yTrue, yPred] = [tensorOf(golden.y_true), tensorOf(golden.y_pred)];
      const perSample = loss.perSample(yTrue, yPred);
      expect(perSample.shape).toEqual(golden.per_sample.shape);
      expectClose(perSample.dataSync(), numbersOf(golden.per_sample), golden.tolerance);
      expectClose(tf.mean(perSample).dataSync(), [golden.value], golden.tolerance);
      const gradient = tf.grad((prediction) => tf.mean(loss.perSample(yTrue, prediction)))(yPred);
      expectClose(gradient.dataSync(), numbersOf(golden.grad_y_pred), golden.tolerance);
    });
  });
});

describe('a loss by name', () => {
  it('takes Keras’s names in camelCase and snake_case', () => {
    expect(lossFrom('sparse_categorical_crossentropy').name).toBe('sparse_categorical_crossentropy');
    expect(lossFrom('binaryCrossentropy').name).toBe('binary_crossentropy');
    expect(lossFrom('mse').name).toBe('mean_squared_error');
  });

  it('says which there are', () => {
    expect(() => lossFrom('crossentropy')).toThrow(ArgumentError);
    expect(() => lossFrom('crossentropy')).toThrow(
      'unknown loss “crossentropy”. Expected one of: sparseCategoricalCrossentropy',
    );
  });
});
