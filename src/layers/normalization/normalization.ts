/** Normalization by the mean and variance of the data, learned before training. Mirrors keras.layers.Normalization. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../../data/batchSource.js';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { boolean, complaint, nullable, optional, type Reader } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import { Ones, Zeros } from '../initializers/fixedWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axesIn, knownLength, shapeText } from '../shapes.js';

/** Arguments of `layers.normalization`. */
export interface NormalizationArgs extends LayerArgs {
  /** The axes that keep a mean and a variance of their own; [] for one of everything. Default −1, the last. */
  axis?: number | number[];
  /** The mean, if it is known: one number, or one for each place of the axis. With a variance. */
  mean?: number | number[] | null;
  /** The variance, if it is known. */
  variance?: number | number[] | null;
  /** Whether the layer undoes a normalization: x · √variance + mean. Default false. */
  invert?: boolean;
}

/** A layer that learns the mean and variance of data. */
export interface AdaptableLayer extends Layer {
  /**
   * Measures mean and variance, in place of those before.
   * @param data samples [samples, …] as a tensor, batches of them, or a data set; the caller disposes tensors it gave
   * @throws {ArgumentError} for data that does not fit, and where mean and variance were given as arguments
   */
  adapt(data: Tensor | Iterable<Tensor> | AsyncIterable<Tensor> | BatchSource): Promise<void>;
}

/**
 * (x − mean) / √variance, with the mean and variance of what `adapt` was shown (or that were given).
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where a kept axis has no known length
 * @example
 * const layer = layers.normalization({ inputShape: [2] });
 * await layer.adapt(tf.tensor2d([[0, 10], [2, 30]])); // means 1 and 20, deviations 1 and 10
 */
export function normalization(args: NormalizationArgs = {}): AdaptableLayer {
  return new Normalization(args);
}

const axisList: Reader<number[]> = (value, where) => {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  const isWhole = (one: unknown): one is number => Number.isSafeInteger(one);
  if (list.every(isWhole) && new Set(list).size === list.length) return list;
  throw complaint(where, 'a whole number or a list of different ones', value);
};

const numbers: Reader<number | number[]> = (value, where) => {
  const list = [value].flat();
  const isNumber = (one: unknown): one is number => Number.isFinite(one);
  if (list.length > 0 && list.every(isNumber)) return Array.isArray(value) ? list : list[0]!;
  throw complaint(where, 'a number or a list of numbers', value);
};

const schema = {
  axis: optional(axisList, () => [-1]),
  mean: nullable(numbers),
  variance: nullable(numbers),
  invert: optional(boolean, false),
};

/** Keras's fuzz factor: a smaller deviation is taken for this. */
const epsilon = 1e-7;

class Normalization extends ElementwiseLayer<typeof schema> implements AdaptableLayer {
  static readonly className = 'Normalization';
  private mean: Weight | undefined;
  private variance: Weight | undefined;

  constructor(args: NormalizationArgs) {
    super(args, schema);
    const { mean, variance } = this.settings;
    if ((mean === null) === (variance === null) && [mean].flat().length === [variance].flat().length) return;
    throw new ArgumentError(
      `normalization: mean and variance must be given together, and be as many; received ${JSON.stringify(mean)} and ${JSON.stringify(variance)}.`,
    );
  }

  protected override requireShape(shape: Shape): void {
    const kept = this.fixedAxes(shape);
    const { mean } = this.settings;
    if (!Array.isArray(mean) || mean.length === 1) return;
    const last = kept.length === 0 ? 1 : shape[kept.at(-1)!];
    if (last === null || last === mean.length) return;
    throw new ArgumentError(
      `${this.label}: ${mean.length} means do not fit axis ${this.settings.axis.join(', ')} of an input ${shapeText(shape)}.`,
    );
  }

  protected override fixedAxes(shape: Shape): number[] {
    return axesIn(this.label, shape, this.settings.axis);
  }

  protected override makeWeights(shape: Shape): void {
    if (this.settings.mean !== null) return;
    const sizes = this.fixedAxes(shape).map((axis) => knownLength(this.label, shape, axis));
    this.mean = this.weight('mean', sizes, { initializer: new Zeros(), trainable: false });
    this.variance = this.weight('variance', sizes, { initializer: new Ones(), trainable: false });
    // Keras keeps it for the sake of older files; without it the weights would not line up.
    this.addWeight('count', [], 'int32', new Zeros(), undefined, false);
  }

  async adapt(data: Tensor | Iterable<Tensor> | AsyncIterable<Tensor> | BatchSource): Promise<void> {
    if (this.settings.mean !== null) {
      throw new ArgumentError(`${this.label}: adapt has nothing to learn: mean and variance were given.`);
    }
    const sums = new RunningMoments();
    try {
      for await (const { batch, isOurs } of batchesOf(data)) {
        if (!this.built) this.build([null, ...batch.shape.slice(1)]);
        this.computeOutputShape(batch.shape);
        const kept = this.fixedAxes(batch.shape);
        sums.add(
          batch,
          batch.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis)),
        );
        if (isOurs) batch.dispose();
      }
      if (sums.count === 0) throw new ArgumentError(`${this.label}: adapt was given no data.`);
      this.mean!.write(sums.mean!);
      this.variance!.write(sums.variance!);
    } finally {
      tf.dispose([sums.mean, sums.variance].filter((tensor) => tensor !== undefined));
    }
  }

  protected override compute(x: Tensor): Tensor {
    const kept = this.fixedAxes(x.shape);
    const broadcast = x.shape.map((size, axis) => (kept.includes(axis) ? size : 1));
    const spread = (values: Tensor): Tensor =>
      values.size === 1 && broadcast.some((size) => size !== 1)
        ? values
        : tf.reshape(values, this.fit(values, broadcast, kept));
    const mean = spread(this.mean?.read() ?? tf.tensor([this.settings.mean!].flat()));
    const variance = spread(this.variance?.read() ?? tf.tensor([this.settings.variance!].flat()));
    const deviation = tf.maximum(tf.sqrt(variance), epsilon);
    return this.settings.invert ? tf.add(mean, tf.mul(x, deviation)) : tf.div(tf.sub(x, mean), deviation);
  }

  /** Measured values have all kept axes; given ones lie along the last of them. */
  private fit(values: Tensor, broadcast: number[], kept: number[]): number[] {
    const isMeasured = this.mean !== undefined;
    return broadcast.map((size, axis) => {
      if (isMeasured) return size;
      return axis === kept.at(-1) ? values.size : 1;
    });
  }
}
tf.serialization.registerClass(Normalization);

/** Mean and variance over batches, without a sum that grows. */
class RunningMoments {
  count = 0;
  mean: Tensor | undefined;
  variance: Tensor | undefined;

  add(batch: Tensor, axes: number[]): void {
    const size = axes.reduce((product, axis) => product * batch.shape[axis]!, 1);
    if (size === 0) return;
    const before = [this.mean, this.variance];
    const [mean, variance] = tf.tidy(() => {
      const { mean, variance } = tf.moments(tf.cast(batch, 'float32'), axes);
      if (this.mean === undefined || this.variance === undefined) return [mean, variance];
      const share = size / (this.count + size);
      const distance = tf.sub(mean, this.mean);
      // Chan, Golub & LeVeque 1979: the variance of two parts together.
      const together = tf.add(tf.mul(this.variance, 1 - share), tf.mul(variance, share));
      const apart = tf.mul(tf.square(distance), share * (1 - share));
      return [tf.add(this.mean, tf.mul(distance, share)), tf.add(together, apart)];
    }) as [Tensor, Tensor];
    this.mean = mean;
    this.variance = variance;
    this.count += size;
    tf.dispose(before.filter((tensor) => tensor !== undefined));
  }
}

/** Samples a batch when a data set is asked for them. */
const batchSize = 128;

async function* batchesOf(
  data: Tensor | Iterable<Tensor> | AsyncIterable<Tensor> | BatchSource,
): AsyncGenerator<{ batch: Tensor; isOurs: boolean }> {
  if (data instanceof tf.Tensor) {
    yield { batch: data, isOurs: false };
  } else if ('batches' in data) {
    for await (const { x, y } of data.batches({ batchSize })) {
      tf.dispose(y);
      const [first, ...others] = Array.isArray(x) ? x : [x];
      tf.dispose(others);
      yield { batch: first!, isOurs: true };
    }
  } else {
    for await (const batch of data) yield { batch, isOurs: false };
  }
}
