/** Mirrors keras.layers.Permute. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, integers, type Reader } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';
import { UnaryLayer } from '../unaryLayer.js';

/** Arguments of `layers.permute`. */
export interface PermuteArgs extends LayerArgs {
  /** Which axis of the input stands where, counted from 1, the first after the batch. */
  dims: readonly number[];
}

/**
 * The axes of every sample in another order.
 * @shape input [batch, a, b, c] with dims [3, 1, 2] → output [batch, c, a, b]
 * @throws {ArgumentError} for dims that are no order of the input's axes
 * @example layers.permute({ dims: [3, 1, 2], inputShape: [32, 24, 3] }); // 32×24×3 → 3×32×24
 */
export function permute(args: PermuteArgs): Layer {
  return new Permute(args);
}

const order: Reader<number[]> = (value, where) => {
  const list = integers(value, where);
  if ([...list].sort((a, b) => a - b).every((axis, index) => axis === index + 1)) return list;
  throw complaint(where, 'an order of 1, 2, …, the axes after the batch', value);
};

const schema = { dims: order };

class Permute extends UnaryLayer<typeof schema> {
  static readonly className = 'Permute';

  constructor(args: PermuteArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    if (shape.length === this.settings.dims.length + 1) return;
    throw new ArgumentError(
      `${this.label}: dims [${this.settings.dims.join(', ')}] orders ${this.settings.dims.length} axes; received an input ${shapeText(shape)}.`,
    );
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return [shape[0]!, ...this.settings.dims.map((axis) => shape[axis]!)];
  }

  protected override compute(x: Tensor): Tensor {
    return tf.transpose(x, [0, ...this.settings.dims]);
  }
}
tf.serialization.registerClass(Permute);
