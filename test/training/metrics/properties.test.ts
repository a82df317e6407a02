/** What holds of every metric, and precision, recall, AUC and confusion counted by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, losses, metrics, type Tensor, tf } from '../../../src/index.js';

const samples = 8;
const classes = 3;

interface Sample {
  labels: number[];
  outputs: number[][];
  weights: number[];
}

const sample: fc.Arbitrary<Sample> = fc.record({
  labels: fc.array(fc.nat(classes - 1), { minLength: samples, maxLength: samples }),
  outputs: fc.array(
    fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: classes, maxLength: classes }),
    { minLength: samples, maxLength: samples },
  ),
  weights: fc.array(fc.constantFrom(0, 0.5, 1, 2), { minLength: samples, maxLength: samples }),
});

const sparse = (labels: number[]): Tensor => tf.tensor1d(labels, 'int32');
const oneHot = (labels: number[]): Tensor =>
  tf.tensor2d(labels.map((label) => Array.from({ length: classes }, (_, k) => Number(k === label))));

/** Every metric with how its targets are made from labels. */
const cases: [metrics.Metric, (labels: number[]) => Tensor][] = [
  [metrics.sparseCategoricalAccuracy(), sparse],
  [metrics.sparseTopKCategoricalAccuracy({ k: 2 }), sparse],
  [metrics.classPrecision({ average: 'weighted' }), sparse],
  [metrics.classRecall({ average: 'macro' }), sparse],
  [metrics.classF1Score({ average: 'micro' }), sparse],
  [metrics.confusionMatrix(), sparse],
  [metrics.meanIoU({ numClasses: classes, sparseYPred: false }), sparse],
  [metrics.sparseCategoricalCrossentropy(), sparse],
  [metrics.fromLoss(losses.sparseCategoricalCrossentropy({ ignoreClass: 1 })), sparse],
  [metrics.categoricalAccuracy(), oneHot],
  [metrics.topKCategoricalAccuracy({ k: 2 }), oneHot],
  [metrics.binaryAccuracy(), oneHot],
  [metrics.precision({ thresholds: [0.3, 0.6] }), oneHot],
  [metrics.recall({ topK: 2 }), oneHot],
  [metrics.f1Score(), oneHot],
  [metrics.fBetaScore({ beta: 2, threshold: 0.5 }), oneHot],
  [metrics.auc(), oneHot],
  [metrics.auc({ curve: 'PR', multiLabel: true }), oneHot],
  [metrics.r2Score(), oneHot],
  [metrics.rootMeanSquaredError(), oneHot],
  [metrics.cosineSimilarity(), oneHot],
  [metrics.klDivergence(), oneHot],
  [metrics.hinge(), oneHot],
];

function sumsOf(metric: metrics.Metric, yTrue: Tensor, yPred: Tensor, weights?: Tensor): Float64Array {
  return Float64Array.from(tf.tidy(() => metric.sums(yTrue, yPred, weights)).dataSync());
}

function expectAlike(actual: Float64Array, expected: Float64Array): void {
  expect([...actual]).toEqual([...expected].map((value) => expect.closeTo(value, 3)));
}

describe.each(cases.map(([metric, target]) => ({ name: metric.name, metric, target })))(
  '$name',
  ({ metric, target }) => {
    it('adds up: the sums of two batches are the sums of both', () => {
      fc.assert(
        fc.property(sample, fc.integer({ min: 1, max: samples - 1 }), ({ labels, outputs, weights }, cut) => {
          tf.tidy(() => {
            const sums = (from: number, to: number): Float64Array =>
              sumsOf(
                metric,
                target(labels.slice(from, to)),
                tf.tensor2d(outputs.slice(from, to)),
                tf.tensor1d(weights.slice(from, to)),
              );
            const [whole, first, second] = [sums(0, samples), sums(0, cut), sums(cut, samples)];
            expectAlike(
              first.map((value, index) => value + second[index]!),
              whole,
            );
          });
        }),
        { numRuns: 15 },
      );
    });

    it('does not depend on the order of the samples', () => {
      fc.assert(
        fc.property(sample, ({ labels, outputs, weights }) => {
          tf.tidy(() => {
            const forward = sumsOf(metric, target(labels), tf.tensor2d(outputs), tf.tensor1d(weights));
            const backward = sumsOf(
              metric,
              target(labels.toReversed()),
              tf.tensor2d(outputs.toReversed()),
              tf.tensor1d(weights.toReversed()),
            );
            expectAlike(backward, forward);
          });
        }),
        { numRuns: 10 },
      );
    });

    it('counts weights of 1 as none, and keeps no tensor', () => {
      fc.assert(
        fc.property(sample, ({ labels, outputs }) => {
          const [yTrue, yPred, ones] = [target(labels), tf.tensor2d(outputs), tf.ones([samples])];
          const before = tf.memory().numTensors;
          const sums = tf.tidy(() => metric.sums(yTrue, yPred));
          expect(tf.memory().numTensors).toBe(before + 1);
          expect(sums.rank).toBe(1);
          expectAlike(sumsOf(metric, yTrue, yPred, ones), Float64Array.from(sums.dataSync()));
          tf.disposeVariables();
          tf.dispose([yTrue, yPred, ones, sums]);
        }),
        { numRuns: 10 },
      );
    });
  },
);

describe('counted by hand', () => {
  it('confusion, precision, recall and F1 of every class', () => {
    fc.assert(
      fc.property(sample, ({ labels, outputs }) => {
        tf.tidy(() => {
          // As the tensor has them: in 32 bits two outputs may be the same.
          const rounded = outputs.map((row) => row.map(Math.fround));
          const guesses = rounded.map((row) => row.indexOf(Math.max(...row)));
          const count = (truth: number, guess: number): number =>
            labels.filter((label, index) => label === truth && guesses[index] === guess).length;
          const range = Array.from({ length: classes }, (_, k) => k);
          const matrix = range.map((truth) => range.map((guess) => count(truth, guess)));
          const confusion = metrics.confusionMatrix();
          const sums = sumsOf(confusion, sparse(labels), tf.tensor2d(outputs));
          expect(confusion.matrix(sums)).toEqual(matrix);
          expect([...sumsOf(confusion, oneHot(labels), tf.tensor2d(outputs))]).toEqual([...sums]);

          const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
          const predicted = range.map((k) => guesses.filter((guess) => guess === k).length);
          const there = range.map((k) => labels.filter((label) => label === k).length);
          const precisions = range.map((k) => share(matrix[k]![k]!, predicted[k]!));
          const recalls = range.map((k) => share(matrix[k]![k]!, there[k]!));
          const f1 = range.map((k) => share(2 * precisions[k]! * recalls[k]!, precisions[k]! + recalls[k]!));
          const near = (values: number[]): number[] => values.map((value) => expect.closeTo(value, 9));
          expect(metrics.classPrecision().values(sums)).toEqual(near(precisions));
          expect(metrics.classRecall().values(sums)).toEqual(near(recalls));
          expect(metrics.classF1Score().values(sums)).toEqual(near(f1));
          const mean = f1.reduce((a, b) => a + b) / classes;
          expect(metrics.classF1Score().result(sums)).toBeCloseTo(mean, 9);
          const weighted = recalls.reduce((total, value, k) => total + (value * there[k]!) / samples, 0);
          expect(metrics.classRecall({ average: 'weighted' }).result(sums)).toBeCloseTo(weighted, 9);
          const right = range.reduce((total, k) => total + matrix[k]![k]!, 0) / samples;
          expect(metrics.classPrecision({ average: 'micro' }).result(sums)).toBeCloseTo(right, 9);
          expect(confusion.result(sums)).toBeCloseTo(right, 9);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('precision and recall at a threshold', () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(0.2, 0.5, 0.8), ({ labels, outputs }, threshold) => {
        tf.tidy(() => {
          const cells = outputs.flatMap((row, index) =>
            row.map((output, k) => ({
              isTrue: labels[index] === k,
              isTaken: Math.fround(output) > threshold,
            })),
          );
          const hits = cells.filter(({ isTrue, isTaken }) => isTrue && isTaken).length;
          const taken = cells.filter(({ isTaken }) => isTaken).length;
          const value = (metric: metrics.Metric): number =>
            metric.result(sumsOf(metric, oneHot(labels), tf.tensor2d(outputs)));
          expect(value(metrics.precision({ thresholds: threshold }))).toBeCloseTo(
            taken === 0 ? 0 : hits / taken,
            6,
          );
          expect(value(metrics.recall({ thresholds: threshold }))).toBeCloseTo(hits / samples, 6);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('the area under the ROC curve is how often a positive is above a negative', () => {
    // On the grid of the thresholds nothing is lost between them; a tie counts half.
    const grid = fc.array(fc.tuple(fc.boolean(), fc.nat(99)), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(grid, (pairs) => {
        const positives = pairs.filter(([isTrue]) => isTrue).map(([, place]) => place);
        const negatives = pairs.filter(([isTrue]) => !isTrue).map(([, place]) => place);
        fc.pre(positives.length > 0 && negatives.length > 0);
        const wins = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = wins.reduce<number>((a, b) => a + b, 0) / wins.length;
        tf.tidy(() => {
          const metric = metrics.auc({ numThresholds: 101 });
          const yTrue = tf.tensor1d(pairs.map(([isTrue]) => Number(isTrue)));
          const yPred = tf.tensor1d(pairs.map(([, place]) => (place + 0.5) / 100));
          expect(metric.result(sumsOf(metric, yTrue, yPred))).toBeCloseTo(expected, 6);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a metric by name', () => {
  const loss = losses.meanSquaredError();

  it.each([
    ['mse', 'mse'],
    ['mean_absolute_error', 'mean_absolute_error'],
    ['meanAbsoluteError', 'mean_absolute_error'],
    ['AUC', 'AUC'],
    ['topKCategoricalAccuracy', 'top_k_categorical_accuracy'],
    ['acc', 'acc'],
  ])('%s', (given, name) => expect(metrics.get(given, loss).name).toBe(name));

  it('accuracy is decided at 0 for logits, and for each output of a binary loss', () => {
    tf.tidy(() => {
      const accuracy = metrics.get('accuracy', losses.binaryCrossentropy({ fromLogits: true }));
      const yTrue = tf.tensor2d([[1, 0, 1]]);
      // 0.3 is above 0 and below ½; of three decisions two are right.
      const sums = sumsOf(accuracy, yTrue, tf.tensor2d([[0.3, 0.2, 4]]));
      expect(accuracy.result(sums)).toBeCloseTo(2 / 3, 6);
    });
  });

  it('accuracy follows the shapes where the loss says nothing', () => {
    tf.tidy(() => {
      const accuracy = metrics.get('accuracy', loss);
      const outputs = tf.tensor2d([
        [0.1, 0.3],
        [0.4, 0.2],
      ]);
      expect(accuracy.result(sumsOf(accuracy, tf.tensor1d([1, 1]), outputs))).toBe(0.5);
      const targets = tf.tensor2d([
        [0, 1],
        [1, 0],
      ]);
      expect(accuracy.result(sumsOf(accuracy, targets, outputs))).toBe(1);
    });
  });
});

describe('metrics refuse', () => {
  it.each<[() => unknown, string]>([
    [
      () => metrics.get('acuracy', losses.hinge()),
      'compile: unknown metric “acuracy”. Expected one of: accuracy, ',
    ],
    [
      () => metrics.sparseTopKCategoricalAccuracy({ k: 0 }),
      'sparseTopKCategoricalAccuracy: k must be a whole number of at least 1; received 0.',
    ],
    [
      () => metrics.precision({ thresholds: [0.5, 2] }),
      'precision: thresholds must be a number in [0, 1]; received 2.',
    ],
    [() => metrics.recall({ topK: 1.5 }), 'recall: topK must be a whole number of at least 1; received 1.5.'],
    [
      () => metrics.precision({ classId: 4 }).sums(tf.zeros([2, 3]), tf.zeros([2, 3])),
      'precision: classId 4 needs predictions with a class 4; they are [2, 3].',
    ],
    [
      () => metrics.auc({ numThresholds: 1 }),
      'auc: numThresholds must be a whole number of at least 2; received 1.',
    ],
    [
      () => metrics.auc({ curve: 'roc' as metrics.Curve }),
      "auc: curve must be 'ROC' or 'PR' or 'PRGAIN'; received \"roc\".",
    ],
    [() => metrics.fBetaScore({ beta: -1 }), 'fBetaScore: beta must be a positive number; received -1.'],
    [
      () => metrics.f1Score().sums(tf.zeros([4]), tf.zeros([4, 3])),
      'f1_score: one-hot targets and predictions [batch, classes] are expected; received [4] and [4, 3]. For labels that are class indices use metrics.classF1Score().',
    ],
    [
      () => metrics.iou({ numClasses: 3, targetClassIds: [1, 3] }),
      'iou: targetClassIds must be classes 0 to 2; received 3.',
    ],
    [
      () => metrics.meanIoU({ numClasses: 3 }).sums(tf.zeros([4]), tf.zeros([4, 3])),
      'mean_io_u: targets [4] do not fit predictions [4, 3]. For a model that has an output for each class use sparseYPred: false.',
    ],
    [
      () => metrics.r2Score().sums(tf.zeros([4]), tf.zeros([4])),
      'r2Score: predictions [batch, outputs] are expected; received [4].',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
