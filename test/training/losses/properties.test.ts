/** What holds of every loss, whatever the targets and predictions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, losses, type Tensor, tf } from '../../../src/index.js';

interface Sample {
  yTrue: number[][];
  yPred: number[][];
}

const batch = 3;
const outputs = 4;

const matrix = (element: fc.Arbitrary<number>): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(element, { minLength: outputs, maxLength: outputs }), {
    minLength: batch,
    maxLength: batch,
  });
const number = fc.double({ min: -3, max: 3, noNaN: true });
const probability = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const bit = fc.constantFrom(0, 1);
const oneHot = fc
  .array(fc.nat(outputs - 1), { minLength: batch, maxLength: batch })
  .map((labels) => labels.map((label) => Array.from({ length: outputs }, (_, k) => Number(k === label))));
const label = fc.array(fc.array(fc.nat(outputs - 1), { minLength: 1, maxLength: 1 }), {
  minLength: batch,
  maxLength: batch,
});
const pair = (yTrue: fc.Arbitrary<number[][]>, yPred: fc.Arbitrary<number[][]>): fc.Arbitrary<Sample> =>
  fc.record({ yTrue, yPred });

/** Every loss with targets and predictions of its kind. `signed` ones may be negative. */
const cases: { title: string; loss: losses.Loss; samples: fc.Arbitrary<Sample>; signed?: boolean }[] = [
  {
    title: 'sparse crossentropy of logits',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    samples: pair(label, matrix(number)),
  },
  {
    title: 'sparse crossentropy',
    loss: losses.sparseCategoricalCrossentropy(),
    samples: pair(label, matrix(probability)),
  },
  {
    title: 'sparse crossentropy with smoothed labels',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.2 }),
    samples: pair(label, matrix(number)),
  },
  {
    title: 'categorical crossentropy of logits',
    loss: losses.categoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
    samples: pair(oneHot, matrix(number)),
  },
  {
    title: 'categorical crossentropy',
    loss: losses.categoricalCrossentropy(),
    samples: pair(oneHot, matrix(probability)),
  },
  {
    title: 'binary crossentropy of logits',
    loss: losses.binaryCrossentropy({ fromLogits: true }),
    samples: pair(matrix(bit), matrix(number)),
  },
  {
    title: 'binary crossentropy',
    loss: losses.binaryCrossentropy({ labelSmoothing: 0.2 }),
    samples: pair(matrix(bit), matrix(probability)),
  },
  {
    title: 'binary focal crossentropy',
    loss: losses.binaryFocalCrossentropy({ applyClassBalancing: true }),
    samples: pair(matrix(bit), matrix(probability)),
  },
  {
    title: 'categorical focal crossentropy',
    loss: losses.categoricalFocalCrossentropy(),
    samples: pair(oneHot, matrix(probability)),
  },
  { title: 'mse', loss: losses.meanSquaredError(), samples: pair(matrix(number), matrix(number)) },
  { title: 'mae', loss: losses.meanAbsoluteError(), samples: pair(matrix(number), matrix(number)) },
  {
    title: 'mape',
    loss: losses.meanAbsolutePercentageError(),
    samples: pair(matrix(probability), matrix(number)),
  },
  {
    title: 'msle',
    loss: losses.meanSquaredLogarithmicError(),
    samples: pair(matrix(probability), matrix(probability)),
  },
  { title: 'huber', loss: losses.huber({ delta: 0.7 }), samples: pair(matrix(number), matrix(number)) },
  { title: 'log-cosh', loss: losses.logCosh(), samples: pair(matrix(number), matrix(number)) },
  { title: 'hinge', loss: losses.hinge(), samples: pair(matrix(bit), matrix(number)) },
  { title: 'squared hinge', loss: losses.squaredHinge(), samples: pair(matrix(bit), matrix(number)) },
  {
    title: 'categorical hinge',
    loss: losses.categoricalHinge(),
    samples: pair(oneHot, matrix(probability)),
  },
  {
    title: 'poisson',
    loss: losses.poisson(),
    samples: pair(matrix(probability), matrix(probability)),
    signed: true,
  },
  {
    title: 'cosine similarity',
    loss: losses.cosineSimilarity(),
    samples: pair(matrix(probability), matrix(probability)),
    signed: true,
  },
  { title: 'dice', loss: losses.dice({ axis: 1 }), samples: pair(matrix(bit), matrix(probability)) },
  {
    title: 'tversky',
    loss: losses.tversky({ alpha: 0.7, beta: 0.3, axis: 1 }),
    samples: pair(matrix(bit), matrix(probability)),
  },
];

function tensors({ yTrue, yPred }: Sample): [Tensor, Tensor] {
  return [tf.tensor2d(yTrue), tf.tensor2d(yPred)];
}

describe('sparse crossentropy with smoothed labels', () => {
  it.each([true, false])('is that of one-hot targets; from logits: %s', (fromLogits) => {
    fc.assert(
      fc.property(
        label,
        matrix(probability),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (labels, rows, labelSmoothing) => {
          tf.tidy(() => {
            const yPred = fromLogits ? tf.tensor2d(rows) : tf.softmax(tf.tensor2d(rows));
            const args = { fromLogits, labelSmoothing };
            const targets = tf.tensor2d(labels, undefined, 'int32');
            const hot = tf.oneHot(tf.reshape(targets, [batch]), outputs);
            const sparse = losses
              .lossValue(losses.sparseCategoricalCrossentropy(args), targets, yPred)
              .dataSync()[0]!;
            const dense = losses.lossValue(losses.categoricalCrossentropy(args), hot, yPred).dataSync()[0]!;
            expect(sparse).toBeCloseTo(dense, 5);
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe.each(cases)('$title', ({ loss, samples, signed }) => {
  it('is finite, at least 0 unless it is signed, and keeps no tensor', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const [yTrue, yPred] = tensors(sample);
        const before = tf.memory().numTensors;
        const value = losses.lossValue(loss, yTrue, yPred);
        expect(tf.memory().numTensors).toBe(before + 1);
        const [number] = value.dataSync();
        tf.dispose([yTrue, yPred, value]);
        expect(Number.isFinite(number)).toBe(true);
        if (signed !== true) expect(number).toBeGreaterThanOrEqual(-1e-5);
      }),
      { numRuns: 25 },
    );
  });

  it('has the gradient that finite differences have', () => {
    // Where a loss has a corner, the two differ: a step across it is no derivative.
    const h = 1e-2;
    fc.assert(
      fc.property(samples, fc.nat(batch - 1), fc.nat(outputs - 1), (sample, row, column) => {
        tf.tidy(() => {
          const [yTrue, yPred] = tensors(sample);
          const f = (prediction: Tensor): Tensor => losses.lossValue(loss, yTrue, prediction);
          const shifted = (by: number): number => {
            const moved = sample.yPred.map((line) => [...line]);
            moved[row]![column]! += by;
            return f(tf.tensor2d(moved)).dataSync()[0]!;
          };
          const [low, middle, high] = [shifted(-h), shifted(0), shifted(h)];
          const [left, right] = [(middle - low) / h, (high - middle) / h];
          const gradient = tf.grad(f)(yPred).dataSync()[row * outputs + column]!;
          // Between the slopes of both sides, give or take their rounding.
          const slack = 2e-3 + 0.02 * Math.max(Math.abs(left), Math.abs(right));
          expect(gradient).toBeGreaterThan(Math.min(left, right) - slack);
          expect(gradient).toBeLessThan(Math.max(left, right) + slack);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('follows its samples into another order', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        tf.tidy(() => {
          const forward = losses.reducedLoss({ ...loss, reduction: 'none' }, ...tensors(sample));
          const turned = { yTrue: sample.yTrue.toReversed(), yPred: sample.yPred.toReversed() };
          const backward = losses.reducedLoss({ ...loss, reduction: 'none' }, ...tensors(turned));
          expect([...backward.dataSync()].reverse()).toEqual(
            [...forward.dataSync()].map((value) => expect.closeTo(value, 4)),
          );
        });
      }),
      { numRuns: 10 },
    );
  });

  it('weighs its samples: a weight of 2 counts twice, of 0 not at all', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        tf.tidy(() => {
          const [yTrue, yPred] = tensors(sample);
          const each = losses.reducedLoss({ ...loss, reduction: 'none' }, yTrue, yPred).dataSync();
          const total = losses.lossValue({ ...loss, reduction: 'sum' }, yTrue, yPred, tf.tensor1d([2, 0, 1]));
          const expected = 2 * each[0]! + each[2]!;
          expect(Math.abs(total.dataSync()[0]! - expected)).toBeLessThan(1e-4 + 1e-4 * Math.abs(expected));
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('crossentropies of logits', () => {
  it.each([50, 1000, 1e20])('neither overflow nor lose their gradient at ±%d', (size) => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[size, -size]]);
      const wrong = tf.tensor2d([[0, 1]]);
      const total = (loss: losses.Loss, yTrue: Tensor) => (z: Tensor) => losses.lossValue(loss, yTrue, z);
      const categorical = total(losses.categoricalCrossentropy({ fromLogits: true }), wrong);
      const sparse = total(losses.sparseCategoricalCrossentropy({ fromLogits: true }), tf.tensor1d([1]));
      const binary = total(losses.binaryCrossentropy({ fromLogits: true }), wrong);
      // The right class lies 2·size below the other; both binary decisions are off by size.
      for (const [loss, value, gradient] of [
        [categorical, 2 * size, [1, -1]],
        [sparse, 2 * size, [1, -1]],
        [binary, size, [0.5, -0.5]],
      ] as const) {
        expect(loss(logits).dataSync()[0]! / value).toBeCloseTo(1, 5);
        expect([...tf.grad(loss)(logits).dataSync()]).toEqual(gradient.map((g) => expect.closeTo(g, 5)));
      }
    });
  });

  it('take a class that is ruled out with −∞', () => {
    tf.tidy(() => {
      const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
      const logits = tf.tensor2d([[0, 0, -Infinity]]);
      const value = losses.lossValue(loss, tf.tensor1d([0]), logits);
      expect(value.dataSync()[0]).toBeCloseTo(Math.log(2), 6);
    });
  });
});

describe('cosine similarity', () => {
  it('has a gradient of zeros where there is no direction, where Keras’s is NaN', () => {
    const target = tf.tensor2d([[1, 2]]);
    const slope = tf.grad((output) => tf.sum(losses.cosineSimilarity().perSample(target, output)))(
      tf.zeros([1, 2]),
    );
    expect([...slope.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('a loss by name', () => {
  it.each([
    ['sparse_categorical_crossentropy', 'sparse_categorical_crossentropy'],
    ['binaryCrossentropy', 'binary_crossentropy'],
    ['mse', 'mean_squared_error'],
    ['KLDivergence', 'kl_divergence'],
    ['huber_loss', 'huber_loss'],
    ['MAPE', 'mean_absolute_percentage_error'],
  ])('%s', (given, name) => expect(losses.get(given).name).toBe(name));
});

describe('losses refuse', () => {
  it.each<[() => unknown, string]>([
    [
      () => losses.get('crossentropy'),
      'compile: unknown loss “crossentropy”. Expected one of: sparseCategoricalCrossentropy, categoricalCrossentropy, binaryCrossentropy, ',
    ],
    [
      () => losses.binaryCrossentropy({ labelSmoothing: 1.5 }),
      'binaryCrossentropy: labelSmoothing must be a number in [0, 1]; received 1.5.',
    ],
    [() => losses.huber({ delta: 0 }), 'huber: delta must be a positive number; received 0.'],
    [
      () => losses.meanSquaredError({ reduction: 'average' as losses.Reduction }),
      "mean_squared_error: reduction must be 'sumOverBatchSize' or 'sum' or 'mean' or 'meanWithSampleWeight' or 'none'; received \"average\".",
    ],
    [
      () => losses.lossValue(losses.meanSquaredError(), tf.zeros([3, 1]), tf.zeros([3, 4])),
      'mean_squared_error: targets [3, 1] do not fit predictions [3, 4]: one target for every prediction is expected.',
    ],
    [
      () => losses.lossValue(losses.sparseCategoricalCrossentropy(), tf.zeros([3, 4]), tf.zeros([3, 4])),
      'sparse_categorical_crossentropy: labels [3, 4] do not fit predictions [3, 4]: class indices [3] are expected. For one-hot rows use the categorical one.',
    ],
    [
      () => losses.lossValue(losses.meanSquaredError(), tf.zeros([3, 4]), tf.zeros([3, 4]), tf.ones([2])),
      'sampleWeight: weights [2] do not fit losses [3]: one weight a sample is expected.',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
