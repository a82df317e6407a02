/** Every value equally often. Mirrors keras.layers.Equalization. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { gatherRows, tf } from '../../engine/index.js';
import { optional, positiveInteger } from '../arguments.js';
import { type ColorArgs, colorSchema } from './augmentationArguments.js';
import { type Augmentation, AugmentationLayer, type Transformation } from './augmentationLayer.js';
import { bytes, toRange } from './valueRange.js';

/** Arguments of `layers.equalization`. */
export interface EqualizationArgs extends Omit<ColorArgs, 'seed'> {
  /** How many levels are told apart. Default 256. */
  bins?: number;
}

/**
 * In training, spreads the values of every channel so that all are about equally frequent: in the whole batch together, as
 * in Keras. No gradient passes: the derivative is 0 almost everywhere.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.equalization({ valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function equalization(args: EqualizationArgs = {}): Augmentation {
  return new Equalization(args);
}

const { dataFormat, valueRange } = colorSchema;
const schema = { dataFormat, valueRange, bins: optional(positiveInteger, 256) };

class Equalization extends AugmentationLayer<typeof schema> {
  static readonly className = 'Equalization';

  constructor(args: EqualizationArgs) {
    super(args, schema);
  }

  protected override draw(): Transformation {
    return {};
  }

  protected override transform(images: Tensor4D): Tensor {
    const flat = tf.customGrad((given) => ({
      value: this.equalized(given as Tensor4D),
      gradFunc: (upstream: Tensor) => tf.zerosLike(upstream),
    }));
    return flat(images);
  }

  private equalized(images: Tensor4D): Tensor {
    const { bins } = this.settings;
    const levels = toRange(images, this.settings.valueRange, bytes);
    const channels = tf.split(levels, images.shape[3], 3).map((channel) => equalize(channel, bins));
    return toRange(tf.concat(channels, 3), bytes, this.settings.valueRange);
  }
}
tf.serialization.registerClass(Equalization);

/** One channel with values from 0 to 255. */
function equalize(channel: Tensor, bins: number): Tensor {
  const scaled = tf.clipByValue(tf.mul(channel, (bins - 1) / bytes[1]), 0, bins - 1);
  const indices = tf.reshape(tf.cast(scaled, 'int32'), [-1]) as Tensor1D;
  const counts = tf.bincount(indices, tf.tensor1d([]), bins);
  const below = tf.cumsum(counts);
  const all = indices.shape[0];
  const first = tf.min(tf.where(tf.greater(below, 0), below, tf.fill([bins], all)));
  const rest = tf.sub(all, first);
  const share = tf.div(tf.sub(below, first), tf.maximum(rest, 1));
  const table = tf.clipByValue(tf.round(tf.mul(share, bytes[1])), ...bytes);
  const found = gatherRows(tf.reshape(table, [bins, 1]) as Tensor2D, indices);
  // A channel of one value stays as it is.
  return tf.where(tf.greater(rest, 0), tf.reshape(found, channel.shape), channel);
}
