import type { Optimizer } from '@tensorflow/tfjs';
import type { Loss } from '../losses/index.js';
import type { Metric } from '../metrics/index.js';

/** A name, or what it names. */
export type LossArgument = string | Loss;
/** A name, or what it names. */
export type MetricArgument = string | Metric;

/** One list for a model's only output; for several outputs a list each, in order or by name. */
export type MetricsArgument =
  | readonly MetricArgument[]
  | readonly (readonly MetricArgument[] | MetricArgument | null)[]
  | Readonly<Record<string, MetricArgument | readonly MetricArgument[]>>;

/**
 * How a model is trained. Mirrors the arguments of keras.Model.compile.
 * @example
 * const image = layers.input({ shape: [8, 8, 1] });
 * const features = layers.flatten().apply(image);
 * const shape = layers.dense({ units: 3, activation: 'softmax', name: 'shape' }).apply(features);
 * const size = layers.dense({ units: 1, name: 'size' }).apply(features);
 * const two = models.functional({ inputs: image, outputs: [shape, size] });
 * two.compile({
 *   optimizer: 'adam',
 *   loss: { shape: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' },
 *   lossWeights: { shape: 1, size: 0.5 },
 *   metrics: { shape: ['accuracy'] },
 * });
 */
export interface CompileArgs {
  /** A name or an optimizer. Default `adam`. */
  optimizer?: string | Optimizer;
  /** A name or a loss; for several outputs one for all, or one each in order or by name (null: none for this one). */
  loss?: LossArgument | readonly (LossArgument | null)[] | Readonly<Record<string, LossArgument | null>>;
  /** What each output's loss counts in the sum that training makes small. Default 1 each. */
  lossWeights?: number | readonly number[] | Readonly<Record<string, number>>;
  /** Names or metrics; `accuracy` becomes the one that fits the loss. Sample weights do not count in them. Default none. */
  metrics?: MetricsArgument;
  /** Metrics in which sample weights and class weights count. Default none. */
  weightedMetrics?: MetricsArgument;
  /**
   * Names of metrics to log as a mean over the outputs that have them too: `['accuracy']` adds `accuracy`, the mean of
   * `<output>_accuracy`. Default none.
   */
  averageOverOutputs?: readonly string[];
}
