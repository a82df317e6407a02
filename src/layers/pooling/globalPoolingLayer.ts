/** What pooling over all places at once has in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { boolean, optional } from '../arguments.js';
import type { LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import type { Pooled } from './poolingLayer.js';
import { reduceMax } from './reduceMax.js';

/** Arguments of every global pooling. */
export interface GlobalPoolingArgs extends LayerArgs {
  /** Whether the axes of places stay, with length 1. Default false. */
  keepdims?: boolean;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

const schema = { keepdims: optional(boolean, false), dataFormat };

export abstract class GlobalPoolingLayer extends SpatialLayer<typeof schema> {
  protected constructor(
    args: GlobalPoolingArgs,
    protected readonly places: 1 | 2 | 3,
    private readonly pooled: Pooled,
  ) {
    super(args, schema);
  }

  protected override shapeLast(shape: Shape): Shape {
    const between = this.settings.keepdims ? shape.slice(1, -1).map(() => 1) : [];
    return [shape[0]!, ...between, shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    const axes = x.shape.slice(1, -1).map((_, index) => index + 1);
    const { keepdims } = this.settings;
    switch (this.pooled) {
      case 'max':
        return reduceMax(x, axes, keepdims);
      case 'min':
        return tf.neg(reduceMax(tf.neg(x), axes, keepdims));
      default:
        return tf.mean(x, axes, keepdims);
    }
  }
}
