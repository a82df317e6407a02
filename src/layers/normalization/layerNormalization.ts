/** Layer normalization. Ba, Kiros & Hinton 2016, "Layer Normalization". Mirrors keras.layers.LayerNormalization. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { axes, optional } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer } from '../layer.js';
import { axesIn, knownLength } from '../shapes.js';
import {
  type ScaleAndCenterArgs,
  scaleAndCenterSchema,
  scaledAndCentered,
  standardize,
} from './scaleAndCenter.js';

/** Arguments of `layers.layerNormalization`. */
export interface LayerNormalizationArgs extends ScaleAndCenterArgs {
  /** The axes that share a mean. Default −1, the last. */
  axis?: number | number[];
}

/**
 * γ · (x − mean) / √(variance + ε) + β, with a mean and a variance for every sample over the given axes.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where an axis has no known length
 * @example layers.layerNormalization({ inputShape: [16, 64] });
 */
export function layerNormalization(args: LayerNormalizationArgs = {}): Layer {
  return new LayerNormalization(args);
}

const schema = { ...scaleAndCenterSchema, axis: optional(axes, -1) };

class LayerNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'LayerNormalization';
  private gamma: Weight | undefined;
  private beta: Weight | undefined;

  constructor(args: LayerNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    this.fixedAxes(shape);
  }

  /** The axes, counted from 0 and in order, as Keras sorts them. */
  protected override fixedAxes(shape: Shape): number[] {
    return axesIn(this.label, shape, this.settings.axis);
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    // Keras keeps a list from here on, and saves it.
    settings.axis = [settings.axis].flat().sort((a, b) => a - b);
    const sizes = this.fixedAxes(shape).map((axis) => knownLength(this.label, shape, axis));
    if (settings.scale) {
      this.gamma = this.weight('gamma', sizes, {
        initializer: settings.gammaInitializer,
        regularizer: settings.gammaRegularizer,
        constraint: settings.gammaConstraint,
      });
    }
    if (!settings.center) return;
    this.beta = this.weight('beta', sizes, {
      initializer: settings.betaInitializer,
      regularizer: settings.betaRegularizer,
      constraint: settings.betaConstraint,
    });
  }

  protected override compute(x: Tensor): Tensor {
    const over = this.fixedAxes(x.shape);
    const normal = standardize(x, over, this.settings.epsilon);
    const broadcast = x.shape.map((size, axis) => (over.includes(axis) ? size : 1));
    return scaledAndCentered(normal, this.gamma?.read(), this.beta?.read(), broadcast);
  }
}
tf.serialization.registerClass(LayerNormalization);
