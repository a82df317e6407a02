/** Enlarges images. Mirrors keras.layers.UpSampling2D; tfjs's own aligns corners where Keras aligns pixel centres. */
import type { Shape, serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { bothOf, type Pair, requireOneOf, requirePair } from './arguments.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

export interface UpSampling2DArgs extends LayerArgs {
  /** How many times higher and wider. Default 2. */
  size?: Pair;
  /** Default `nearest`: every pixel is repeated. */
  interpolation?: 'nearest' | 'bilinear';
}

/**
 * @shape input [batch, height, width, channels] → output [batch, height · size, width · size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.upSampling2D({ size: 2 }) // 8×8×16 → 16×16×16
 */
export function upSampling2D(args: UpSampling2DArgs = {}): Layer {
  requirePair('upSampling2D', 'size', args.size ?? 2);
  requireOneOf('upSampling2D', 'interpolation', args.interpolation ?? 'nearest', ['nearest', 'bilinear']);
  return new UpSampling2D(named('up_sampling2d', args));
}

class UpSampling2D extends tf.layers.Layer {
  static className = 'UpSampling2D';
  private readonly size: [number, number];
  private readonly interpolation: 'nearest' | 'bilinear';

  constructor(args: UpSampling2DArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.size = bothOf(args.size ?? 2);
    this.interpolation = args.interpolation ?? 'nearest';
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [batch, height, width, channels] = inputShape as [number, number | null, number | null, number];
    const [rows, columns] = this.size;
    return [batch, height === null ? null : height * rows, width === null ? null : width * columns, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs) as Tensor4D;
      const [batch, height, width, channels] = x.shape;
      const [rows, columns] = this.size;
      if (this.interpolation === 'bilinear') {
        const stretched = tf.matMul(
          interpolationMatrix(height, rows),
          tf.reshape(x, [batch, height, width * channels]),
        );
        const lines = tf.reshape(stretched, [batch * height * rows, width, channels]);
        const whole = tf.matMul(interpolationMatrix(width, columns), lines);
        return tf.reshape(whole, [batch, height * rows, width * columns, channels]);
      }
      const wide = tf.tile(tf.reshape(x, [batch * height, width, 1, channels]), [1, 1, columns, 1]);
      const tall = tf.tile(tf.reshape(wide, [batch * height, 1, width * columns * channels]), [1, rows, 1]);
      return tf.reshape(tall, [batch, height * rows, width * columns, channels]);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size, interpolation: this.interpolation };
  }
}
tf.serialization.registerClass(UpSampling2D);

/**
 * The matrix [1, length · times, length] that interpolates linearly between pixel centres. A product with it has a
 * gradient on every engine; tfjs's resizeBilinear has none for pixel centres.
 */
function interpolationMatrix(length: number, times: number): Tensor {
  const matrix = new Float32Array(length * times * length);
  for (let row = 0; row < length * times; row++) {
    const center = Math.min(length - 1, Math.max(0, (row + 0.5) / times - 0.5));
    const lower = Math.floor(center);
    const upper = Math.min(length - 1, lower + 1);
    matrix[row * length + lower]! += 1 - (center - lower);
    matrix[row * length + upper]! += center - lower;
  }
  return tf.tensor(matrix, [1, length * times, length]);
}
