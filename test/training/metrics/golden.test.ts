/** Metrics against Keras's, with and without sample weights. */
import { describe, expect, it } from 'vitest';
import { type Tensor, tf } from '../../../src/engine/index.js';
import { losses, metrics } from '../../../src/training/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  type Tolerance,
  tensorOf,
} from '../../goldenCases.js';
import { goldenSets } from '../goldenSets.js';
import { metricFor, metricValue } from './kerasMetrics.js';

interface MetricRow {
  metric: string;
  args: Record<string, unknown>;
  y_true: GoldenArray;
  y_pred: GoldenArray;
  result: number | number[];
  result_with_sample_weight?: number | number[];
}

interface MetricsCase {
  tolerance: Tolerance;
  rows: MetricRow[];
  sample_weight: GoldenArray;
}

describe.each(goldenSets)('metrics agree with Keras: $folder', (set) => {
  const golden = set.case<MetricsCase>('training/metrics');

  it('finds the reference values', () => expect(golden.rows.length).toBeGreaterThan(0));

  it.each(golden.rows)('$metric $args', (row) => {
    tf.tidy(() => {
      const metric = metricFor(row.metric, row.args);
      const [yTrue, yPred] = [tensorOf(row.y_true), tensorOf(row.y_pred)];
      const expected = [row.result].flat();
      expectClose(metricValue(metric, metric.sums(yTrue, yPred), row.args), expected, golden.tolerance);
      if (row.result_with_sample_weight === undefined) return;
      const weighted = metric.sums(yTrue, yPred, tensorOf(golden.sample_weight));
      const expectedWeighted = [row.result_with_sample_weight].flat();
      expectClose(metricValue(metric, weighted, row.args), expectedWeighted, golden.tolerance);
    });
  });
});

interface NamesCase {
  args: { loss: string; metrics: string[] };
  history_keys: string[];
  resolved: string[];
}

/** Targets and outputs of a model for each loss, for which the three accuracies differ. */
const samples: Record<string, { yTrue: () => Tensor; yPred: () => Tensor }> = {
  sparse_categorical_crossentropy: {
    yTrue: () => tf.tensor1d([2, 0, 1], 'int32'),
    yPred: () =>
      tf.tensor2d([
        [0.1, 0.2, 0.7],
        [0.2, 0.5, 0.3],
        [0.1, 0.8, 0.1],
      ]),
  },
  categorical_crossentropy: {
    yTrue: () =>
      tf.tensor2d([
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ]),
    yPred: () =>
      tf.tensor2d([
        [0.3, 0.3, 0.4],
        [0.2, 0.5, 0.3],
        [0.1, 0.8, 0.1],
      ]),
  },
  binary_crossentropy: {
    yTrue: () => tf.tensor2d([[1], [0], [0]]),
    yPred: () => tf.tensor2d([[0.9], [0.6], [0.2]]),
  },
};

const nameIds = goldenIds('training').filter((id) => id.startsWith('training/metric_names_'));

describe('the name accuracy becomes the one that Keras takes', () => {
  it('finds the reference values', () => expect(nameIds.length).toBeGreaterThan(0));

  it.each(nameIds)('%s', (id) => {
    const { args, history_keys, resolved } = goldenCase<NamesCase>(id);
    const sample = samples[args.loss]!;
    const made = args.metrics.map((name) => metrics.metricFrom(name, losses.lossFrom(args.loss)));
    expect([...made.map(({ name }) => name), 'loss'].sort()).toEqual([...history_keys].sort());
    tf.tidy(() => {
      for (const [index, metric] of made.entries()) {
        const expected = metricFor(resolved[index]!, {});
        const sums = metric.sums(sample.yTrue(), sample.yPred());
        expect(metricValue(metric, sums, {})).toEqual(
          metricValue(expected, expected.sums(sample.yTrue(), sample.yPred()), {}),
        );
        expect(metricValue(metric, sums, {})[0]).toBeCloseTo(2 / 3, 6);
      }
    });
  });
});
