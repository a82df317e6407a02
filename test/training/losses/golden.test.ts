/** Losses against Keras's values and gradients. */
import { describe, expect, it } from 'vitest';
import { type Tensor, tf } from '../../../src/engine/index.js';
import { type Loss, losses } from '../../../src/training/index.js';
import { expectClose, type GoldenArray, numbersOf, type Tolerance, tensorOf } from '../../goldenCases.js';
import { camelCase, ourArguments } from '../camelCase.js';
import { goldenSets } from '../goldenSets.js';

interface LossCase {
  args: Record<string, unknown>;
  tolerance: Tolerance;
  y_true: GoldenArray;
  y_pred: GoldenArray;
  sample_weight?: GoldenArray;
  per_sample: GoldenArray;
  value: number | GoldenArray;
  grad_y_pred: GoldenArray;
}

interface ModelCase {
  args: { model: string; loss: string };
  tolerance: Tolerance;
  input: GoldenArray;
  kernel: GoldenArray;
  y_true: GoldenArray;
  values: { compiled_graph: number; run_eagerly: number; loss_called_on_predict: number };
}

// The arguments come from a file: they are Keras's, and each case is made for its loss.
type Maker = (args: never) => Loss;

const makers: Record<string, Maker> = {
  BinaryCrossentropy: losses.binaryCrossentropy,
  BinaryFocalCrossentropy: losses.binaryFocalCrossentropy,
  CategoricalCrossentropy: losses.categoricalCrossentropy,
  CategoricalFocalCrossentropy: losses.categoricalFocalCrossentropy,
  CategoricalHinge: losses.categoricalHinge,
  CosineSimilarity: losses.cosineSimilarity,
  Dice: losses.dice,
  Hinge: losses.hinge,
  Huber: losses.huber,
  KLDivergence: losses.klDivergence,
  LogCosh: losses.logCosh,
  MeanAbsoluteError: losses.meanAbsoluteError,
  MeanAbsolutePercentageError: losses.meanAbsolutePercentageError,
  MeanSquaredError: losses.meanSquaredError,
  MeanSquaredLogarithmicError: losses.meanSquaredLogarithmicError,
  Poisson: losses.poisson,
  SparseCategoricalCrossentropy: losses.sparseCategoricalCrossentropy,
  SquaredHinge: losses.squaredHinge,
  Tversky: losses.tversky,
};

function lossFor(args: Record<string, unknown>): Loss {
  const maker = makers[String(args.loss)];
  if (maker === undefined) throw new Error(`There is no loss ${args.loss}.`);
  const ours = ourArguments(args, 'loss', 'reduction');
  if ('reduction' in args) ours.reduction = camelCase(String(args.reduction ?? 'none'));
  return (maker as (args: Record<string, unknown>) => Loss)(ours);
}

describe.each(goldenSets)('losses agree with Keras: $folder', (set) => {
  const all = set.ids('losses');
  const models = all.filter((id) => 'model' in set.case<ModelCase>(id).args);
  const ids = all.filter((id) => !models.includes(id));

  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => {
    const golden = set.case<LossCase>(id);
    const loss = lossFor(golden.args);
    tf.tidy(() => {
      const [yTrue, yPred] = [tensorOf(golden.y_true), tensorOf(golden.y_pred)];
      const weights = golden.sample_weight === undefined ? undefined : tensorOf(golden.sample_weight);
      const perSample = losses.reducedLoss({ ...loss, reduction: 'none' }, yTrue, yPred);
      expect(perSample.shape).toEqual(golden.per_sample.shape);
      expectClose(perSample.dataSync(), numbersOf(golden.per_sample), golden.tolerance);
      const value = losses.reducedLoss(loss, yTrue, yPred, weights);
      const expected = typeof golden.value === 'number' ? [golden.value] : numbersOf(golden.value);
      expectClose(value.dataSync(), expected, golden.tolerance);
      const total = (prediction: Tensor): Tensor => losses.lossValue(loss, yTrue, prediction, weights);
      const gradient = tf.grad(total)(yPred);
      expectClose(gradient.dataSync(), numbersOf(golden.grad_y_pred), golden.tolerance);
    });
  });

  it.each(models)('%s', (id) => {
    const golden = set.case<ModelCase>(id);
    expect(golden.args.model).toBe('Dense(softmax)');
    tf.tidy(() => {
      const loss = losses.lossFrom(golden.args.loss);
      const yTrue = tensorOf(golden.y_true);
      const logits = tf.matMul(tensorOf(golden.input), tensorOf(golden.kernel));
      const probabilities = tf.softmax(logits);
      expect(loss.logitsOf).toBe('softmax');
      const trained = losses.lossValue(loss, yTrue, probabilities, undefined, logits).dataSync();
      expectClose(trained, [golden.values.compiled_graph], golden.tolerance);
      const bare = losses.lossValue(loss, yTrue, probabilities).dataSync();
      expectClose(bare, [golden.values.loss_called_on_predict], golden.tolerance);
    });
  });
});
