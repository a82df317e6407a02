/** Enlarging. Mirrors keras.layers.UpSampling1D, UpSampling2D and UpSampling3D; tfjs's own aligns corners where Keras
 *  aligns pixel centers. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { lengths, oneOf, optional, type Reader } from '../arguments.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type Interpolation, interpolations, resizeImages } from '../preprocessing/resizeImages.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { repeatAxis } from './repeatAxis.js';
import { repeatPixels } from './repeatPixels.js';

/** Arguments of `layers.upSampling1D`. */
export interface UpSampling1DArgs extends LayerArgs {
  /** How many times longer. Default 2. */
  size?: number;
}

/** Arguments of `layers.upSampling2D`. */
export interface UpSampling2DArgs extends LayerArgs {
  /** How many times higher and wider. Default 2. */
  size?: Pair;
  /** Default `nearest`: every pixel is repeated. */
  interpolation?: Interpolation;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.upSampling3D`. */
export interface UpSampling3DArgs extends LayerArgs {
  /** How many times deeper, higher and wider. Default 2. */
  size?: Triple;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * Every step, `size` times in a row.
 * @shape input [batch, steps, channels] → output [batch, steps · size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.upSampling1D({ size: 3, inputShape: [8, 4] }); // 8×4 → 24×4
 */
export function upSampling1D(args: UpSampling1DArgs = {}): Layer {
  return new UpSampling1D(args);
}

/**
 * A larger image.
 * @shape input [batch, height, width, channels] → output [batch, height · size, width · size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.upSampling2D({ size: 2, interpolation: 'bilinear', inputShape: [8, 8, 16] }); // 8×8×16 → 16×16×16
 */
export function upSampling2D(args: UpSampling2DArgs = {}): Layer {
  return new UpSampling2D(args);
}

/**
 * A larger volume: every voxel is repeated.
 * @shape input [batch, depth, height, width, channels] → output [batch, depth · size, height · size, width · size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.upSampling3D({ size: [1, 2, 2], inputShape: [4, 8, 8, 3] }); // 4×8×8×3 → 4×16×16×3
 */
export function upSampling3D(args: UpSampling3DArgs = {}): Layer {
  return new UpSampling3D(args);
}

const firstLength: Reader<number> = (value, where) => lengths(1)(value, where)[0]!;

const schemaFor = (places: number) => {
  const read: Reader<number | number[]> = places === 1 ? firstLength : lengths(places);
  return {
    size: optional(read, () => read(2, '')),
    ...(places === 2 ? { interpolation: optional(oneOf(interpolations), 'nearest') } : {}),
    ...(places === 1 ? {} : { dataFormat }),
  };
};

abstract class UpSampling extends SpatialLayer<ReturnType<typeof schemaFor>> {
  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
  ) {
    super(args, schemaFor(places));
  }

  protected get times(): number[] {
    return [this.settings.size].flat();
  }

  protected override shapeLast(shape: Shape): Shape {
    const places = this.times.map((n, axis) => {
      const length = shape[axis + 1] ?? null;
      return length === null ? null : length * n;
    });
    return [shape[0]!, ...places, shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    // The last axis first: then the rows that are repeated are whole.
    return this.times.reduceRight((larger, n, axis) => repeatAxis(larger, axis + 1, n), x);
  }
}

class UpSampling1D extends UpSampling {
  static readonly className = 'UpSampling1D';

  constructor(args: UpSampling1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(UpSampling1D);

class UpSampling2D extends UpSampling {
  static readonly className = 'UpSampling2D';

  constructor(args: UpSampling2DArgs) {
    super(args, 2);
  }

  protected override computeLast(x: Tensor): Tensor {
    const { interpolation = 'nearest' } = this.settings;
    const [, height, width] = this.shapeLast(x.shape) as [number, number, number];
    if (interpolation === 'nearest') return repeatPixels(x as Tensor4D, this.times as [number, number]);
    return resizeImages(x as Tensor4D, [height, width], { interpolation, antialias: false });
  }
}
tf.serialization.registerClass(UpSampling2D);

class UpSampling3D extends UpSampling {
  static readonly className = 'UpSampling3D';

  constructor(args: UpSampling3DArgs) {
    super(args, 3);
  }
}
tf.serialization.registerClass(UpSampling3D);
