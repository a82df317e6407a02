/** Long short-term memory. Hochreiter & Schmidhuber 1997, "Long Short-Term Memory"; the forget gate is Gers et al.'s,
 *  2000. Mirrors keras.layers.LSTM. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type Activation, activationFunction, activationName } from '../activation/functions.js';
import { boolean, optional } from '../arguments.js';
import { Initializer } from '../initializers/initializer.js';
import type { Layer } from '../layer.js';
import { type RecurrentArgs, recurrentSchema } from './recurrentArguments.js';
import { RecurrentLayer, type RecurrentStep, type StepParts } from './recurrentLayer.js';
import { recurrentProduct } from './recurrentProduct.js';
import type { StateLayer } from './stateLayer.js';

/** Arguments of `layers.lstm`. */
export interface LSTMArgs extends RecurrentArgs {
  /** Of the three gates. Default `sigmoid`. */
  recurrentActivation?: Activation | null;
  /** Whether the forget gate's bias begins at 1, so that the memory is kept at first. Default true. */
  unitForgetBias?: boolean;
}

/**
 * Keeps a memory c beside its output h, and learns what to let in, to forget and to show. At every step, with
 * z = x · kernel + h · recurrent kernel + bias in four columns i, f, g, o:
 * c = σ(f) · c + σ(i) · tanh(g), h = σ(o) · tanh(c).
 * @shape input [batch, steps, features], also with two states [batch, units] → output [batch, units]; with
 *   `returnSequences` [batch, steps, units]; with `returnState` a list: the output, h and c [batch, units]
 * @throws {ArgumentError} for illegal arguments, and inputs that are no sequences
 * @example layers.lstm({ units: 8, inputShape: [20, 3] }); // 20 steps of 3 features → 8
 */
export function lstm(args: LSTMArgs & { returnState: true }): StateLayer;
export function lstm(args: LSTMArgs): Layer;
export function lstm(args: LSTMArgs): Layer | StateLayer {
  return new LSTM(args) as Layer | StateLayer;
}

const schema = {
  ...recurrentSchema,
  recurrentActivation: optional(activationName, 'sigmoid'),
  unitForgetBias: optional(boolean, true),
};

class LSTM extends RecurrentLayer<typeof schema> {
  static readonly className = 'LSTM';
  protected readonly gates = 4;
  protected readonly stateCount = 2;
  protected readonly cell = 'lstm_cell';

  constructor(args: LSTMArgs) {
    super(args, schema);
  }

  protected override get biasInitializer(): Initializer {
    const { biasInitializer, unitForgetBias, units } = this.settings;
    return unitForgetBias ? new ForgetBias(biasInitializer, units) : biasInitializer;
  }

  protected override step({ kernel, masks }: StepParts): RecurrentStep {
    const product = recurrentProduct(kernel, masks);
    const activation = activationFunction(this.settings.activation);
    const gate = activationFunction(this.settings.recurrentActivation);
    return (input, [state, memory]) => {
      const [i, f, g, o] = tf.split(tf.add(input, product(state!)), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const kept = tf.add(tf.mul(gate(f), memory!), tf.mul(gate(i), activation(g)));
      return [tf.mul(gate(o), activation(kept)), kept];
    };
  }
}
tf.serialization.registerClass(LSTM);

/** 1 for the second column, the forget gate's; the given initializer for the others. */
class ForgetBias extends Initializer {
  static readonly className = 'ForgetBias';

  constructor(
    private readonly others: Initializer,
    private readonly units: number,
  ) {
    super();
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }

  override apply(_shape: Shape): Tensor {
    return tf.tidy(() =>
      tf.concat([
        this.others.apply([this.units]),
        tf.ones([this.units]),
        this.others.apply([2 * this.units]),
      ]),
    );
  }
}
