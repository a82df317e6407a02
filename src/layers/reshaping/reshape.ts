/** Mirrors keras.layers.Reshape. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, type Reader } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText, sizeOf } from '../shapes.js';
import { UnaryLayer } from '../unaryLayer.js';

/** Arguments of `layers.reshape`. */
export interface ReshapeArgs extends LayerArgs {
  /** The shape of one sample, without the batch; one −1 stands for what is left. */
  targetShape: readonly number[];
}

/**
 * The same numbers in the same order, in another shape.
 * @shape input [batch, …] → output [batch, ...targetShape]
 * @throws {ArgumentError} where the numbers do not fit the shape
 * @example layers.reshape({ targetShape: [8, 8, -1], inputShape: [64] }); // 64 → 8×8×1
 */
export function reshape(args: ReshapeArgs): Layer {
  return new Reshape(args);
}

const target: Reader<number[]> = (value, where) => {
  const fits = (size: unknown): size is number =>
    Number.isSafeInteger(size) && ((size as number) >= 1 || size === -1);
  if (Array.isArray(value) && value.every(fits) && value.filter((size) => size === -1).length <= 1) {
    return [...value];
  }
  throw complaint(where, 'a list of positive whole numbers, one of which may be −1', value);
};

const schema = { targetShape: target };

class Reshape extends UnaryLayer<typeof schema> {
  static readonly className = 'Reshape';

  constructor(args: ReshapeArgs) {
    super(args, schema);
  }

  protected override outputShapeOf(shape: Shape): Shape {
    const { targetShape } = this.settings;
    const size = sizeOf(shape.slice(1));
    const known = targetShape.reduce((product, length) => (length === -1 ? product : product * length), 1);
    const isOpen = targetShape.includes(-1);
    if (size === null) return [shape[0]!, ...targetShape.map((length) => (length === -1 ? null : length))];
    if (isOpen ? size % known === 0 : size === known) {
      return [shape[0]!, ...targetShape.map((length) => (length === -1 ? size / known : length))];
    }
    throw new ArgumentError(
      `${this.label}: the ${size} numbers of a sample of ${shapeText(shape)} do not fit targetShape [${targetShape.join(', ')}], ` +
        `which ${isOpen ? `takes a multiple of ${known}` : `takes ${known}`}.`,
    );
  }

  protected override compute(x: Tensor): Tensor {
    return tf.reshape(x, this.outputShapeOf(x.shape) as number[]);
  }
}
tf.serialization.registerClass(Reshape);
