/** Images of a given size. Mirrors keras.layers.Resizing; tfjs's own aligns corners where Keras aligns pixel centers. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { boolean, number, oneOf, optional, positiveInteger } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { borders, cropBox } from './cropToAspect.js';
import { type Interpolation, interpolations, resizeImages } from './resizeImages.js';

/** Arguments of `layers.resizing`. */
export interface ResizingArgs extends LayerArgs {
  /** The height of the output, in pixels. */
  height: number;
  /** The width of the output, in pixels. */
  width: number;
  /** How values between pixels are made up. Default `bilinear`. */
  interpolation?: Interpolation;
  /** Whether the image is cut to the output's proportions first, instead of being distorted. Default false. */
  cropToAspectRatio?: boolean;
  /** Whether the image gets borders of the output's proportions first. Default false. */
  padToAspectRatio?: boolean;
  /** What borders are made of; only `constant`. */
  fillMode?: 'constant';
  /** The value of the borders. Default 0. */
  fillValue?: number;
  /** Whether an image is smoothed before it gets smaller. Default false, as in Keras; Pillow always does. */
  antialias?: boolean;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * Brings every image to one size.
 * @shape input [batch, any, any, channels] → output [batch, height, width, channels], float32
 * @throws {ArgumentError} for illegal arguments
 * @example layers.resizing({ height: 150, width: 150, inputShape: [null, null, 3] });
 */
export function resizing(args: ResizingArgs): Layer {
  return new Resizing(args);
}

const schema = {
  height: positiveInteger,
  width: positiveInteger,
  interpolation: optional(oneOf(interpolations), 'bilinear'),
  cropToAspectRatio: optional(boolean, false),
  padToAspectRatio: optional(boolean, false),
  fillMode: optional(oneOf(['constant']), 'constant'),
  fillValue: optional(number(), 0),
  antialias: optional(boolean, false),
  dataFormat,
};

class Resizing extends SpatialLayer<typeof schema> {
  static readonly className = 'Resizing';
  protected readonly places = 2;

  constructor(args: ResizingArgs) {
    super(args, schema);
    if (!this.settings.cropToAspectRatio || !this.settings.padToAspectRatio) return;
    throw new ArgumentError('resizing: cropToAspectRatio and padToAspectRatio cannot both be true.');
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, this.settings.height, this.settings.width, shape[3]!];
  }

  protected override computeLast(x: Tensor): Tensor {
    const { height, width, interpolation, antialias } = this.settings;
    return resizeImages(this.inProportion(x as Tensor4D), [height, width], { interpolation, antialias });
  }

  private inProportion(x: Tensor4D): Tensor4D {
    const { height, width, cropToAspectRatio, padToAspectRatio, fillValue } = this.settings;
    const [batch, rows, columns, channels] = x.shape;
    if (cropToAspectRatio) {
      const box = cropBox([rows, columns], [height, width]);
      return tf.slice(x, [0, box.top, box.left, 0], [batch, box.height, box.width, channels]);
    }
    if (!padToAspectRatio) return x;
    const [above, beside] = borders([rows, columns], [height, width]);
    const around: [number, number][] = [
      [0, 0],
      [above, above],
      [beside, beside],
      [0, 0],
    ];
    return tf.pad(x, around, fillValue);
  }
}
tf.serialization.registerClass(Resizing);
