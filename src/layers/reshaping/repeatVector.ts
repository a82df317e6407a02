/** Mirrors keras.layers.RepeatVector. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { positiveInteger } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';
import { UnaryLayer } from '../unaryLayer.js';

/** Arguments of `layers.repeatVector`. */
export interface RepeatVectorArgs extends LayerArgs {
  /** How many times. */
  n: number;
}

/**
 * Every sample's vector, n times.
 * @shape input [batch, features] → output [batch, n, features]
 * @throws {ArgumentError} for illegal arguments, and for inputs that are not vectors
 * @example layers.repeatVector({ n: 3, inputShape: [8] }); // 8 → 3×8
 */
export function repeatVector(args: RepeatVectorArgs): Layer {
  return new RepeatVector(args);
}

const schema = { n: positiveInteger };

class RepeatVector extends UnaryLayer<typeof schema> {
  static readonly className = 'RepeatVector';

  constructor(args: RepeatVectorArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    if (shape.length === 2) return;
    throw new ArgumentError(
      `${this.label}: an input [batch, features] is expected; received ${shapeText(shape)}.`,
    );
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return [shape[0]!, this.settings.n, shape[1]!];
  }

  protected override compute(x: Tensor): Tensor {
    return tf.tile(tf.expandDims(x, 1), [1, this.settings.n, 1]);
  }
}
tf.serialization.registerClass(RepeatVector);
