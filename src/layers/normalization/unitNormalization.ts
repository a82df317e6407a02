/** Vectors of length 1. Mirrors keras.layers.UnitNormalization. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { axes, optional } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axesIn } from '../shapes.js';

/** Arguments of `layers.unitNormalization`. */
export interface UnitNormalizationArgs extends LayerArgs {
  /** The axes over which the length is measured. Default −1, the last. */
  axis?: number | number[];
}

/**
 * x / √Σx²; zeros stay zeros.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.unitNormalization({ inputShape: [64] });
 */
export function unitNormalization(args: UnitNormalizationArgs = {}): Layer {
  return new UnitNormalization(args);
}

const schema = { axis: optional(axes, -1) };

/** The square of Keras's 1e-12, below which a length is taken for 1e-12. */
const smallestSquare = 1e-24;

class UnitNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'UnitNormalization';

  constructor(args: UnitNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    axesIn(this.label, shape, this.settings.axis);
  }

  protected override compute(x: Tensor): Tensor {
    const over = axesIn(this.label, x.shape, this.settings.axis);
    const squares = tf.sum(tf.square(x), over, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, smallestSquare)));
  }
}
tf.serialization.registerClass(UnitNormalization);
