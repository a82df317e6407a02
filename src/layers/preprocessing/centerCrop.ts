/** The middle of an image. Mirrors keras.layers.CenterCrop. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { positiveInteger } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { cropBox } from './cropToAspect.js';
import { resizeImages } from './resizeImages.js';

/** Arguments of `layers.centerCrop`. */
export interface CenterCropArgs extends LayerArgs {
  /** The height of the output, in pixels. */
  height: number;
  /** The width of the output, in pixels. */
  width: number;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * The middle of every image. An image that is smaller than the crop is enlarged (bilinearly) after it was cut to the
 * crop's proportions, as in Keras.
 * @shape input [batch, any, any, channels] → output [batch, height, width, channels], float32
 * @throws {ArgumentError} for illegal arguments
 * @example layers.centerCrop({ height: 24, width: 24, inputShape: [32, 32, 3] });
 */
export function centerCrop(args: CenterCropArgs): Layer {
  return new CenterCrop(args);
}

const schema = { height: positiveInteger, width: positiveInteger, dataFormat };

class CenterCrop extends SpatialLayer<typeof schema> {
  static readonly className = 'CenterCrop';
  protected readonly places = 2;

  constructor(args: CenterCropArgs) {
    super(args, schema);
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, this.settings.height, this.settings.width, shape[3]!];
  }

  protected override computeLast(x: Tensor): Tensor {
    const { height, width } = this.settings;
    const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
    if (rows >= height && columns >= width) {
      const begin = [0, Math.trunc((rows - height) / 2), Math.trunc((columns - width) / 2), 0];
      return tf.slice(x, begin, [batch, height, width, channels]);
    }
    const box = cropBox([rows, columns], [height, width]);
    const cut = tf.slice(x, [0, box.top, box.left, 0], [batch, box.height, box.width, channels]);
    return resizeImages(cut as Tensor4D, [height, width], { interpolation: 'bilinear', antialias: false });
  }
}
tf.serialization.registerClass(CenterCrop);
