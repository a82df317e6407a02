/** The gated recurrent unit. Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for Statistical
 *  Machine Translation". Mirrors keras.layers.GRU. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type Activation, activationFunction, activationName } from '../activation/functions.js';
import { boolean, optional } from '../arguments.js';
import type { Layer } from '../layer.js';
import { type RecurrentArgs, recurrentSchema } from './recurrentArguments.js';
import { RecurrentLayer, type RecurrentStep, type StepParts } from './recurrentLayer.js';
import { recurrentProduct } from './recurrentProduct.js';
import type { StateLayer } from './stateLayer.js';

/** Arguments of `layers.gru`. */
export interface GRUArgs extends RecurrentArgs {
  /** Of the two gates. Default `sigmoid`. */
  recurrentActivation?: Activation | null;
  /** Whether the reset gate acts after the state met its weights, which then have a bias of their own. Default true. */
  resetAfter?: boolean;
}

/**
 * Mixes its state h with a new one at every step; two gates z and r decide how much of the old one stays, and how much of
 * it the new one sees: h = z · h + (1 − z) · tanh(x · kernel + r · (h · recurrent kernel)).
 * @shape input [batch, steps, features], also with a state [batch, units] → output [batch, units]; with
 *   `returnSequences` [batch, steps, units]; with `returnState` a list: the output, the state [batch, units]
 * @throws {ArgumentError} for illegal arguments, and inputs that are no sequences
 * @example layers.gru({ units: 8, inputShape: [20, 3] }); // 20 steps of 3 features → 8
 */
export function gru(args: GRUArgs & { returnState: true }): StateLayer;
export function gru(args: GRUArgs): Layer;
export function gru(args: GRUArgs): Layer | StateLayer {
  return new GRU(args) as Layer | StateLayer;
}

const schema = {
  ...recurrentSchema,
  recurrentActivation: optional(activationName, 'sigmoid'),
  resetAfter: optional(boolean, true),
};

class GRU extends RecurrentLayer<typeof schema> {
  static readonly className = 'GRU';
  protected readonly gates = 3;
  protected readonly stateCount = 1;
  protected readonly cell = 'gru_cell';

  constructor(args: GRUArgs) {
    super(args, schema);
  }

  protected override get hasTwoBiases(): boolean {
    return this.settings.resetAfter;
  }

  protected override step(parts: StepParts): RecurrentStep {
    return this.settings.resetAfter ? this.resetAfter(parts) : this.resetBefore(parts);
  }

  private resetAfter({ kernel, bias, masks }: StepParts): RecurrentStep {
    const { units } = this.settings;
    const product = recurrentProduct(kernel, masks);
    return (input, [state]) => {
      const [inputGates, inputNew] = tf.split(input, [2 * units, units], 1) as [Tensor, Tensor];
      const [stateGates, stateNew] = tf.split(product(state!, bias), [2 * units, units], 1) as [
        Tensor,
        Tensor,
      ];
      const [z, r] = this.gatesOf(tf.add(inputGates, stateGates));
      return [this.mixed(state!, z, tf.add(inputNew, tf.mul(r, stateNew)))];
    };
  }

  private resetBefore({ kernel, masks }: StepParts): RecurrentStep {
    const { units } = this.settings;
    const [gateKernel, newKernel] = tf.split(kernel, [2 * units, units], 1) as [Tensor, Tensor];
    const gateProduct = recurrentProduct(gateKernel, masks.slice(0, 2));
    const newProduct = recurrentProduct(newKernel, masks.slice(2));
    return (input, [state]) => {
      const [inputGates, inputNew] = tf.split(input, [2 * units, units], 1) as [Tensor, Tensor];
      const [z, r] = this.gatesOf(tf.add(inputGates, gateProduct(state!)));
      return [this.mixed(state!, z, tf.add(inputNew, newProduct(tf.mul(r, state!))))];
    };
  }

  /** z and r. */
  private gatesOf(linear: Tensor): [Tensor, Tensor] {
    const gates = activationFunction(this.settings.recurrentActivation)(linear);
    return tf.split(gates, 2, 1) as [Tensor, Tensor];
  }

  private mixed(state: Tensor, z: Tensor, linear: Tensor): Tensor {
    const candidate = activationFunction(this.settings.activation)(linear);
    // z · h + (1 − z) · candidate, with an operation less.
    return tf.add(candidate, tf.mul(z, tf.sub(state, candidate)));
  }
}
tf.serialization.registerClass(GRU);
