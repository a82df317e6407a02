/** Softmax as a layer. Mirrors keras.layers.Softmax. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { axes, optional } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { axesIn } from '../shapes.js';
import { softmaxOver } from './softmaxOver.js';

/** Arguments of `layers.softmax`. */
export interface SoftmaxArgs extends LayerArgs {
  /** The axis, or the axes together, over which the outputs sum to 1. Default −1, the last. */
  axis?: number | number[];
}

/**
 * exp(xᵢ) / Σ exp(xⱼ): positive, sums to 1.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.softmax();
 */
export function softmax(args: SoftmaxArgs = {}): Layer {
  return new Softmax(args);
}

const schema = { axis: optional(axes, -1) };

class Softmax extends ElementwiseLayer<typeof schema> {
  static readonly className = 'Softmax';

  constructor(args: SoftmaxArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    axesIn(this.label, shape, this.settings.axis);
  }

  protected override compute(x: Tensor): Tensor {
    return softmaxOver(x, this.settings.axis);
  }
}
tf.serialization.registerClass(Softmax);
