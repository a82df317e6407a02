/** Spatial dropout: drops whole feature maps, so that neighbouring pixels cannot stand in for each other.
 *  Tompson et al. 2015, "Efficient Object Localization Using Convolutional Networks". Mirrors
 *  keras.layers.SpatialDropout2D. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { requireRate } from './arguments.js';
import { Dropout, type DropoutArgs } from './dropout.js';
import { type Layer, named } from './layer.js';

/**
 * @shape input [batch, height, width, channels] → output the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.spatialDropout2D({ rate: 0.2 })
 */
export function spatialDropout2D(args: DropoutArgs): Layer {
  requireRate('spatialDropout2D', 'rate', args.rate);
  return new SpatialDropout2D(named('spatial_dropout2d', args));
}

class SpatialDropout2D extends Dropout {
  static override get className(): string {
    return 'SpatialDropout2D';
  }

  protected override maskShape(input: Tensor): number[] {
    return [input.shape[0]!, 1, 1, input.shape[3]!];
  }
}
tf.serialization.registerClass(SpatialDropout2D);
