/** Tensors side by side. Mirrors keras.layers.Concatenate. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { integer, optional } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axisIn } from '../shapes.js';
import { MergeLayer } from './mergeLayer.js';

/** Arguments of `layers.concatenate`. */
export interface ConcatenateArgs extends LayerArgs {
  /** The axis along which the inputs are laid. Default −1, the last. */
  axis?: number;
}

/**
 * Several tensors joined along one axis.
 * @shape [batch, 28, 28, 64] and [batch, 28, 28, 128] → [batch, 28, 28, 192]
 * @throws {ArgumentError} where the other axes differ
 * @example layers.concatenate().apply([layers.input({ shape: [28, 28, 64] }), layers.input({ shape: [28, 28, 128] })]);
 */
export function concatenate(args: ConcatenateArgs = {}): Layer {
  return new Concatenate(args);
}

const schema = { axis: optional(integer, -1) };

class Concatenate extends MergeLayer<typeof schema> {
  static readonly className = 'Concatenate';

  constructor(args: ConcatenateArgs) {
    super(args, schema);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    return tf.concat(inputs, axisIn(this.label, inputs[0]!.shape, this.settings.axis));
  }

  protected override mergedShape(shapes: Shape[]): Shape {
    const [first] = shapes as [Shape];
    const axis = axisIn(this.label, first, this.settings.axis);
    const differs = (shape: Shape): boolean =>
      shape.length !== first.length ||
      shape.some(
        (length, at) => at !== axis && length !== null && first[at] !== null && length !== first[at],
      );
    if (axis === 0 || shapes.some(differs)) {
      throw new ArgumentError(
        axis === 0
          ? `${this.label}: axis must not be 0, that of the batch.`
          : `${this.label}: inputs may differ along axis ${axis} only; received ${this.shapesText(shapes)}.`,
      );
    }
    return first.map((length, at) => {
      const lengths = shapes.map((shape) => shape[at] ?? null);
      if (at !== axis) return lengths.find((one) => one !== null) ?? length;
      return lengths.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    });
  }
}
tf.serialization.registerClass(Concatenate);
