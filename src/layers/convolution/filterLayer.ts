/** What layers have in common that slide filters over their input: the window, the bias, the activation. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { activationFunction } from '../activation/functions.js';
import type { Schema } from '../arguments.js';
import type { Weight } from '../kerasLayer.js';
import { SpatialLayer } from '../spatialLayer.js';
import type { windowSchema } from './convolutionArguments.js';
import { outputLengths, type SlidingWindow } from './windowArithmetic.js';

type WindowSchema = Schema & ReturnType<typeof windowSchema<'valid' | 'same' | 'causal'>>;

export abstract class FilterLayer<S extends WindowSchema> extends SpatialLayer<S> {
  protected bias: Weight | undefined;

  /** What slides over the input. */
  protected get window(): SlidingWindow {
    const { kernelSize, strides, padding, dilationRate } = this.settings;
    return { layer: this.label, noun: 'filter', size: kernelSize, strides, padding, dilation: dilationRate };
  }

  /** Makes the bias, where the layer has one. */
  protected makeBias(channels: number): void {
    const { settings } = this;
    if (!settings.useBias) return;
    this.bias = this.weight('bias', [channels], {
      initializer: settings.biasInitializer,
      regularizer: settings.biasRegularizer,
      constraint: settings.biasConstraint,
    });
  }

  /** The shape of an output of so many channels, at the places where the window stands. */
  protected placesOf(shape: Shape, channels: number | null): Shape {
    return [shape[0]!, ...outputLengths(shape, this.window), channels];
  }

  protected activated(linear: Tensor): Tensor {
    return activationFunction(this.settings.activation)(linear);
  }
}
