/** Products along an axis, sample by sample. Mirrors keras.layers.Dot. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { axes, boolean, complaint, optional, type Reader } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axisIn } from '../shapes.js';
import { MergeLayer } from './mergeLayer.js';

/** Arguments of `layers.dot`. */
export interface DotArgs extends LayerArgs {
  /** The axis that is summed over: one for both inputs, or one for each. */
  axes: number | readonly [number, number];
  /** Whether both inputs are brought to length 1 along the axis before: the output is their cosine. Default false. */
  normalize?: boolean;
}

/**
 * Σ of a · b along one axis of each, for every sample.
 * @shape [batch, 5, 8] and [batch, 8, 3] with axes [2, 1] → [batch, 5, 3]; two vectors [batch, 8] → [batch, 1]
 * @throws {ArgumentError} unless there are two inputs whose axes have the same length
 * @example layers.dot({ axes: 1, normalize: true }).apply([layers.input({ shape: [8] }), layers.input({ shape: [8] })]);
 */
export function dot(args: DotArgs): Layer {
  return new Dot(args);
}

const oneOrTwo: Reader<number | number[]> = (value, where) => {
  if (Array.isArray(value) && value.length === 2) return value.map((axis) => axes(axis, where) as number);
  if (!Array.isArray(value)) return axes(value, where);
  throw complaint(where, 'a whole number or a pair of them', value);
};

const schema = { axes: oneOrTwo, normalize: optional(boolean, false) };

class Dot extends MergeLayer<typeof schema> {
  static readonly className = 'Dot';

  constructor(args: DotArgs) {
    super(args, schema);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    const [a, b] = inputs as [Tensor, Tensor];
    const [axisA, axisB] = this.axesIn([a.shape, b.shape]);
    const rows = tf.transpose(this.unit(a, axisA), [...othersThan(axisA, a.rank), axisA]);
    const columns = tf.transpose(this.unit(b, axisB), [0, axisB, ...othersThan(axisB, b.rank).slice(1)]);
    const [batch, length] = [a.shape[0]!, a.shape[axisA]!];
    const product = tf.matMul(
      tf.reshape(rows, [batch, a.size / Math.max(1, batch * length), length]),
      tf.reshape(columns, [batch, length, b.size / Math.max(1, batch * length)]),
    );
    return tf.reshape(product, this.mergedShape([a.shape, b.shape]) as number[]);
  }

  private unit(x: Tensor, axis: number): Tensor {
    if (!this.settings.normalize) return x;
    const squares = tf.sum(tf.square(x), axis, true);
    // The square of Keras's fuzz factor 1e-7.
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, 1e-14)));
  }

  protected override mergedShape(shapes: Shape[]): Shape {
    const [a, b] = shapes as [Shape, Shape];
    if (shapes.length !== 2) {
      throw new ArgumentError(`${this.label}: two inputs are expected; received ${shapes.length}.`);
    }
    const [axisA, axisB] = this.axesIn(shapes);
    const differ = (one: number | null, other: number | null): boolean =>
      one !== null && other !== null && one !== other;
    const areUnlike = differ(a[axisA]!, b[axisB]!) || differ(a[0]!, b[0]!);
    if (axisA === 0 || axisB === 0 || areUnlike) {
      throw new ArgumentError(
        `${this.label}: axes ${JSON.stringify(this.settings.axes)} of inputs ${this.shapesText(shapes)} must have the same length and not be the batch, and the batches must be equal.`,
      );
    }
    const rest = [
      ...a.filter((_, axis) => axis !== axisA && axis !== 0),
      ...b.filter((_, axis) => axis !== axisB && axis !== 0),
    ];
    return [a[0] ?? b[0] ?? null, ...(rest.length === 0 ? [1] : rest)];
  }

  private axesIn(shapes: Shape[]): [number, number] {
    const { axes } = this.settings;
    const [first, second] = Array.isArray(axes) ? (axes as [number, number]) : [axes, axes];
    return [axisIn(this.label, shapes[0]!, first), axisIn(this.label, shapes[1]!, second)];
  }
}
tf.serialization.registerClass(Dot);

function othersThan(axis: number, rank: number): number[] {
  return Array.from({ length: rank }, (_, index) => index).filter((index) => index !== axis);
}
