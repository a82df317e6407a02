/** The plainest recurrent layer. Elman 1990, "Finding Structure in Time". Mirrors keras.layers.SimpleRNN. */
import { tf } from '../../engine/index.js';
import { activationFunction } from '../activation/functions.js';
import type { Layer } from '../layer.js';
import { type RecurrentArgs, recurrentSchema } from './recurrentArguments.js';
import { RecurrentLayer, type RecurrentStep, type StepParts } from './recurrentLayer.js';
import { recurrentProduct } from './recurrentProduct.js';
import type { StateLayer } from './stateLayer.js';

/** Arguments of `layers.simpleRNN`. */
export interface SimpleRNNArgs extends RecurrentArgs {}

/**
 * At every step: state = activation(input · kernel + state · recurrent kernel + bias), which is the output too.
 * @shape input [batch, steps, features], also with a state [batch, units] → output [batch, units]; with
 *   `returnSequences` [batch, steps, units]; with `returnState` a list: the output, the state [batch, units]
 * @throws {ArgumentError} for illegal arguments, and inputs that are no sequences
 * @example layers.simpleRNN({ units: 8, inputShape: [20, 3] }); // 20 steps of 3 features → 8
 */
export function simpleRNN(args: SimpleRNNArgs & { returnState: true }): StateLayer;
export function simpleRNN(args: SimpleRNNArgs): Layer;
export function simpleRNN(args: SimpleRNNArgs): Layer | StateLayer {
  return new SimpleRNN(args) as Layer | StateLayer;
}

class SimpleRNN extends RecurrentLayer<typeof recurrentSchema> {
  static readonly className = 'SimpleRNN';
  protected readonly gates = 1;
  protected readonly stateCount = 1;
  protected readonly cell = 'simple_rnn_cell';

  constructor(args: SimpleRNNArgs) {
    super(args, recurrentSchema);
  }

  protected override step({ kernel, masks }: StepParts): RecurrentStep {
    const product = recurrentProduct(kernel, masks);
    const activation = activationFunction(this.settings.activation);
    return (input, [state]) => [activation(tf.add(input, product(state!)))];
  }
}
tf.serialization.registerClass(SimpleRNN);
