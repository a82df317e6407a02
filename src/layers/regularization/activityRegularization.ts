/** A penalty on activations. Mirrors keras.layers.ActivityRegularization. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { number, optional } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { L1L2 } from '../regularizers/penalties.js';
import type { Regularizer } from '../regularizers/regularizer.js';

/** Arguments of `layers.activityRegularization`. */
export interface ActivityRegularizationArgs extends LayerArgs {
  /** What the sum of |x| is multiplied with. Default 0. */
  l1?: number;
  /** What the sum of x² is multiplied with. Default 0. */
  l2?: number;
}

/**
 * Lets its input pass, and adds (l1 · Σ|x| + l2 · Σx²) / batch to the loss.
 * @shape any → the same
 * @throws {ArgumentError} for a negative factor
 * @example layers.activityRegularization({ l1: 1e-4 });
 */
export function activityRegularization(args: ActivityRegularizationArgs = {}): Layer {
  return new ActivityRegularization(args);
}

const schema = { l1: optional(number(0), 0), l2: optional(number(0), 0) };

class ActivityRegularization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'ActivityRegularization';

  constructor(args: ActivityRegularizationArgs) {
    super(args, schema);
  }

  protected override activityRegularizerOf(): Regularizer {
    return new L1L2(this.settings);
  }

  protected override compute(x: Tensor): Tensor {
    return x;
  }
}
tf.serialization.registerClass(ActivityRegularization);
