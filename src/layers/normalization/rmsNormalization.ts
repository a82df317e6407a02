/** Root-mean-square normalization. Zhang & Sennrich 2019, "Root Mean Square Layer Normalization". Mirrors
 *  keras.layers.RMSNormalization. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { axes, optional, positive } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import { Ones } from '../initializers/fixedWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axesIn, knownLength } from '../shapes.js';

/** Arguments of `layers.rmsNormalization`. */
export interface RMSNormalizationArgs extends LayerArgs {
  /** The axes over which the squares are averaged. Default −1, the last. */
  axis?: number | number[];
  /** Added to the mean square. Default 1e-6. */
  epsilon?: number;
}

/**
 * scale · x / √(mean(x²) + ε): layer normalization without a mean.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where an axis has no known length
 * @example layers.rmsNormalization({ inputShape: [16, 64] });
 */
export function rmsNormalization(args: RMSNormalizationArgs = {}): Layer {
  return new RMSNormalization(args);
}

const schema = { axis: optional(axes, -1), epsilon: optional(positive, 1e-6) };

class RMSNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'RMSNormalization';
  private factor: Weight | undefined;

  constructor(args: RMSNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    this.fixedAxes(shape);
  }

  protected override fixedAxes(shape: Shape): number[] {
    return axesIn(this.label, shape, this.settings.axis);
  }

  protected override makeWeights(shape: Shape): void {
    // Keras keeps a list from here on, and saves it.
    this.settings.axis = [this.settings.axis].flat().sort((a, b) => a - b);
    const sizes = this.fixedAxes(shape).map((axis) => knownLength(this.label, shape, axis));
    this.factor = this.weight('scale', sizes, { initializer: new Ones() });
  }

  protected override compute(x: Tensor): Tensor {
    const over = this.fixedAxes(x.shape);
    const meanSquare = tf.mean(tf.square(x), over, true);
    const broadcast = x.shape.map((size, axis) => (over.includes(axis) ? size : 1));
    const normal = tf.mul(x, tf.rsqrt(tf.add(meanSquare, this.settings.epsilon)));
    return tf.mul(normal, tf.reshape(this.factor!.read(), broadcast));
  }
}
tf.serialization.registerClass(RMSNormalization);
