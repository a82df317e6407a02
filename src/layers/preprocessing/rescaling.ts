/** Mirrors keras.layers.Rescaling. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, optional, type Reader } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';

/** Arguments of `layers.rescaling`. */
export interface RescalingArgs extends LayerArgs {
  /** What is multiplied: one number, or one a channel. */
  scale: number | readonly number[];
  /** What is added afterwards: one number, or one a channel. Default 0. */
  offset?: number | readonly number[];
}

/**
 * output = input · scale + offset.
 * @shape any → the same, float32
 * @throws {ArgumentError} for illegal arguments, and for lists that do not fit the channels
 * @example layers.rescaling({ scale: 1 / 127.5, offset: -1, inputShape: [32, 32, 3] }); // 0 … 255 → −1 … 1
 */
export function rescaling(args: RescalingArgs): Layer {
  return new Rescaling(args);
}

const numbers: Reader<number | number[]> = (value, where) => {
  const list = [value].flat();
  const isNumber = (one: unknown): one is number => Number.isFinite(one);
  if (list.length > 0 && list.every(isNumber)) return Array.isArray(value) ? list : list[0]!;
  throw complaint(where, 'a number or a list of numbers, one a channel', value);
};

const schema = { scale: numbers, offset: optional(numbers, 0) };

class Rescaling extends ElementwiseLayer<typeof schema> {
  static readonly className = 'Rescaling';

  constructor(args: RescalingArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    const channels = shape.at(-1);
    for (const [name, value] of Object.entries(this.settings)) {
      if (!Array.isArray(value) || value.length === 1 || channels === null || channels === value.length)
        continue;
      throw new ArgumentError(
        `${this.label}: ${value.length} numbers of ${name} do not fit the last axis of an input ${shapeText(shape)}.`,
      );
    }
  }

  protected override compute(x: Tensor): Tensor {
    const { scale, offset } = this.settings;
    const scaled = tf.mul(x, scale);
    return offset === 0 ? scaled : tf.add(scaled, offset);
  }
}
tf.serialization.registerClass(Rescaling);
