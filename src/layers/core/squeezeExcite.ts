/** Channels weighed by what the whole image shows. Hu, Shen & Sun 2018, "Squeeze-and-Excitation Networks". */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type Activation, activationFunction, activationName } from '../activation/functions.js';
import { boolean, nullable, optional, positiveInteger } from '../arguments.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Zeros } from '../initializers/fixedWeights.js';
import { GlorotUniform } from '../initializers/varianceScaling.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength } from '../shapes.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';

/** Arguments of `layers.squeezeExcite`. */
export interface SqueezeExciteArgs extends LayerArgs {
  /** How many times fewer units the layer between has than there are channels; at least one. Default 16. */
  ratio?: number;
  /** Of the layer between. Default `relu`. */
  activation?: Activation;
  /** Of the weights that the channels get. Default `sigmoid`. */
  gate?: Activation;
  /** Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  kernelRegularizer?: RegularizerArgument | null;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * x · gate(expand(activation(reduce(mean of every channel)))): two small dense layers decide how much of every channel
 * passes.
 * @shape input [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments, and where the number of channels is not known
 * @example layers.squeezeExcite({ ratio: 4, inputShape: [16, 16, 32] }); // 32 → 8 → 32
 */
export function squeezeExcite(args: SqueezeExciteArgs = {}): Layer {
  return new SqueezeExcite(args);
}

const schema = {
  ratio: optional(positiveInteger, 16),
  activation: optional(activationName, 'relu'),
  gate: optional(activationName, 'sigmoid'),
  useBias: optional(boolean, true),
  kernelInitializer: optional(initializer, () => new GlorotUniform()),
  kernelRegularizer: nullable(regularizer),
  dataFormat,
};

class SqueezeExcite extends SpatialLayer<typeof schema> {
  static readonly className = 'SqueezeExcite';
  protected readonly places = 2;
  private reduce: [kernel: Weight, bias?: Weight] | undefined;
  private expand: [kernel: Weight, bias?: Weight] | undefined;

  constructor(args: SqueezeExciteArgs) {
    super(args, schema);
  }

  protected override makeWeights(shape: Shape): void {
    const channels = knownLength(this.label, this.lastOf(shape), -1);
    const units = Math.max(1, Math.floor(channels / this.settings.ratio));
    this.reduce = this.denseWeights('reduce', channels, units);
    this.expand = this.denseWeights('expand', units, channels);
  }

  private denseWeights(name: string, inputs: number, units: number): [Weight, Weight?] {
    const { kernelInitializer, kernelRegularizer, useBias } = this.settings;
    const kernel = this.weight(`${name}_kernel`, [inputs, units], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    return useBias ? [kernel, this.weight(`${name}_bias`, [units], { initializer: new Zeros() })] : [kernel];
  }

  protected override shapeLast(shape: Shape): Shape {
    return shape;
  }

  protected override computeLast(x: Tensor): Tensor {
    const { activation, gate } = this.settings;
    const [batch, , , channels] = x.shape as [number, number, number, number];
    const squeezed = tf.mean(x, [1, 2]);
    const between = activationFunction(activation)(weighted(squeezed, this.reduce!));
    const excited = activationFunction(gate)(weighted(between, this.expand!));
    return tf.mul(x, tf.reshape(excited, [batch, 1, 1, channels]));
  }
}
tf.serialization.registerClass(SqueezeExcite);

function weighted(x: Tensor, [kernel, bias]: [Weight, Weight?]): Tensor {
  const product = tf.matMul(x, kernel.read());
  return bias === undefined ? product : tf.add(product, bias.read());
}
