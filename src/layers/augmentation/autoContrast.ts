/** Full contrast. Mirrors keras.layers.AutoContrast. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type ColorArgs, colorSchema } from './augmentationArguments.js';
import { type Augmentation, AugmentationLayer, type Transformation } from './augmentationLayer.js';
import { positive } from './positive.js';

/** Arguments of `layers.autoContrast`. */
export interface AutoContrastArgs extends Omit<ColorArgs, 'seed'> {}

/**
 * Stretches every channel of every image over all of `valueRange`, in training and outside of it, as in Keras. A channel of
 * one value stays as it is.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.autoContrast({ valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function autoContrast(args: AutoContrastArgs = {}): Augmentation {
  return new AutoContrast(args);
}

const { dataFormat, valueRange } = colorSchema;
const schema = { dataFormat, valueRange };

class AutoContrast extends AugmentationLayer<typeof schema> {
  static readonly className = 'AutoContrast';

  constructor(args: AutoContrastArgs) {
    super(args, schema);
  }

  protected override draw(): Transformation {
    return {};
  }

  protected override transform(images: Tensor4D): Tensor {
    return this.atRest(images);
  }

  protected override atRest(images: Tensor4D): Tensor {
    const [lowest, highest] = this.settings.valueRange;
    const low = tf.min(images, [1, 2], true);
    const range = tf.sub(tf.max(images, [1, 2], true), low);
    const isVaried = positive(range);
    const scale = tf.div(highest - lowest, tf.where(isVaried, range, tf.onesLike(range)));
    const stretched = tf.add(tf.mul(tf.sub(images, low), scale), lowest);
    return tf.where(isVaried, tf.clipByValue(stretched, lowest, highest), images);
  }
}
tf.serialization.registerClass(AutoContrast);
