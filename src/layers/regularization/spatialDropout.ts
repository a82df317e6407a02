/** Spatial dropout: drops whole feature maps, so that neighboring pixels cannot stand in for each other.
 *  Tompson et al. 2015, "Efficient Object Localization Using Convolutional Networks". Mirrors
 *  keras.layers.SpatialDropout1D, SpatialDropout2D and SpatialDropout3D. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { nextSeed, type RandomGenerator, randomGenerator, randomTensor, tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { dropMask } from './dropout.js';
import { type RateArgs, rateSchema } from './noiseArguments.js';

/** Arguments of `layers.spatialDropout1D`. */
export interface SpatialDropout1DArgs extends RateArgs {}

/** Arguments of `layers.spatialDropout2D`. */
export interface SpatialDropout2DArgs extends RateArgs {
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.spatialDropout3D`. */
export interface SpatialDropout3DArgs extends SpatialDropout2DArgs {}

/**
 * Drops whole channels of a sequence.
 * @shape input [batch, steps, channels] → output the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.spatialDropout1D({ rate: 0.2 });
 */
export function spatialDropout1D(args: SpatialDropout1DArgs): Layer {
  return new SpatialDropout1D(args);
}

/**
 * Drops whole feature maps of an image.
 * @shape input [batch, height, width, channels] → output the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.spatialDropout2D({ rate: 0.2 });
 */
export function spatialDropout2D(args: SpatialDropout2DArgs): Layer {
  return new SpatialDropout2D(args);
}

/**
 * Drops whole channels of a volume.
 * @shape input [batch, depth, height, width, channels] → output the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.spatialDropout3D({ rate: 0.2 });
 */
export function spatialDropout3D(args: SpatialDropout3DArgs): Layer {
  return new SpatialDropout3D(args);
}

const schema = { ...rateSchema, dataFormat };

abstract class SpatialDropout extends SpatialLayer<typeof schema> {
  /** Made with the layer, as in noiseLayer.ts. */
  private readonly random: RandomGenerator = randomGenerator(this.settings.seed ?? nextSeed());

  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
  ) {
    super(args, schema);
    this.supportsMasking = true;
  }

  protected override shapeLast(shape: Shape): Shape {
    return shape;
  }

  protected override compute(x: Tensor, training: boolean): Tensor {
    // Nothing to turn, where nothing is dropped.
    return training && this.settings.rate > 0 ? super.compute(x, training) : x;
  }

  protected override computeLast(x: Tensor): Tensor {
    const shape = x.shape.map((size, axis) => (axis === 0 || axis === x.rank - 1 ? size : 1));
    const draw = randomTensor('uniform', shape, () => this.random.nextInteger(0x7fffffff));
    return tf.mul(x, dropMask(draw, this.settings.rate));
  }
}

class SpatialDropout1D extends SpatialDropout {
  static readonly className = 'SpatialDropout1D';

  constructor(args: SpatialDropout1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(SpatialDropout1D);

class SpatialDropout2D extends SpatialDropout {
  static readonly className = 'SpatialDropout2D';

  constructor(args: SpatialDropout2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(SpatialDropout2D);

class SpatialDropout3D extends SpatialDropout {
  static readonly className = 'SpatialDropout3D';

  constructor(args: SpatialDropout3DArgs) {
    super(args, 3);
  }
}
tf.serialization.registerClass(SpatialDropout3D);
