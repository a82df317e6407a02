/** What recurrent layers have in common. The inputs of all steps meet their weights in one multiplication; what is left
 *  for each step is the state's. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { nextSeed, type RandomGenerator, randomGenerator, randomTensor, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Schema, Values } from '../arguments.js';
import { multiplyAndAdd } from '../core/multiplyAndAdd.js';
import type { Initializer } from '../initializers/initializer.js';
import { KerasLayer, type Weight } from '../kerasLayer.js';
import type { CallArgs } from '../layer.js';
import type { WeightsPart } from '../layerParts.js';
import { dropMask } from '../regularization/dropout.js';
import { knownLength, shapeText } from '../shapes.js';
import type { recurrentSchema } from './recurrentArguments.js';

/** One step: the input's part [batch, gates · units] and the states → the new states, the output first. */
export type RecurrentStep = (input: Tensor, states: readonly Tensor[]) => Tensor[];

/** What a step is made of, for one call. */
export interface StepParts {
  /** [units, gates · units] */
  kernel: Tensor;
  /** The state's own bias, where there is one. */
  bias: Tensor | undefined;
  /** What the state is multiplied with in training: nothing, one mask [batch, units], or one for each gate. */
  masks: Tensor[];
}

export abstract class RecurrentLayer<S extends Schema> extends KerasLayer<S> {
  /** How many columns of `units` the weights have. */
  protected abstract readonly gates: number;
  /** How many tensors [batch, units] the state is. */
  protected abstract readonly stateCount: number;
  /** Keras's name for what computes a step, under which it keeps the weights. */
  protected abstract readonly cell: string;
  private readonly random: RandomGenerator;
  private kernel: Weight | undefined;
  private recurrentKernel: Weight | undefined;
  private bias: Weight | undefined;
  private features: number | undefined;

  constructor(given: object, schema: S & typeof recurrentSchema) {
    super(given, schema);
    this.supportsMasking = true;
    // Made with the layer, so that a training that goes on after a crash finds it where it was.
    this.random = randomGenerator(this.shared.seed ?? nextSeed());
  }

  /** The step of this kind of layer. */
  protected abstract step(parts: StepParts): RecurrentStep;

  /** Where the bias is more than one row: for the input and for the state. */
  protected get hasTwoBiases(): boolean {
    return false;
  }

  protected get biasInitializer(): Initializer {
    return this.shared.biasInitializer;
  }

  /** The arguments that all recurrent layers have: every schema begins with theirs, which the type does not know. */
  protected get shared(): Values<typeof recurrentSchema> {
    return this.settings as unknown as Values<typeof recurrentSchema>;
  }

  /** Where Keras's files have the weights. */
  get parts(): WeightsPart[] {
    return [{ name: 'cell', weights: this.weights }];
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.sequenceShape(inputShape);
    const { units, useBias, ...shared } = this.shared;
    const columns = this.gates * units;
    this.features = knownLength(this.label, shape, -1);
    this.kernel = this.weight(`${this.cell}/kernel`, [this.features, columns], {
      initializer: shared.kernelInitializer,
      regularizer: shared.kernelRegularizer,
      constraint: shared.kernelConstraint,
    });
    this.recurrentKernel = this.weight(`${this.cell}/recurrent_kernel`, [units, columns], {
      initializer: shared.recurrentInitializer,
      regularizer: shared.recurrentRegularizer,
      constraint: shared.recurrentConstraint,
    });
    if (useBias) {
      this.bias = this.weight(`${this.cell}/bias`, this.hasTwoBiases ? [2, columns] : [columns], {
        initializer: this.biasInitializer,
        regularizer: shared.biasRegularizer,
        constraint: shared.biasConstraint,
      });
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    const [batch, steps] = this.sequenceShape(inputShape) as [number | null, number | null];
    const { units, returnSequences, returnState } = this.shared;
    const output: Shape = returnSequences ? [batch, steps, units] : [batch, units];
    if (!returnState) return output;
    return [output, ...Array.from({ length: this.stateCount }, (): Shape => [batch, units])];
  }

  // One output or, with returnState, several: tfjs allows both, and `apply` says which its caller gets.
  override call(inputs: Tensor | Tensor[], args: CallArgs = {}): Tensor | Tensor[] {
    return tf.tidy(() => {
      const given = [inputs].flat();
      this.sequenceShape(given.map(({ shape }) => shape));
      const [sequence, ...states] = given.map((one) => tf.cast(one, 'float32')) as [Tensor, ...Tensor[]];
      const outputs = this.run(sequence, states, maskFor(given, args), args.training === true);
      this.penalize(outputs);
      return outputs.length === 1 ? outputs[0]! : outputs;
    });
  }

  override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    const none = null as unknown as Tensor; // tfjs's own word for "no mask", which its types leave out
    const { returnSequences, returnState } = this.shared;
    const output = (returnSequences ? [mask].flat()[0] : null) ?? none;
    return returnState ? [output, ...Array.from({ length: this.stateCount }, () => none)] : output;
  }

  private run(x: Tensor, given: Tensor[], mask: Tensor | undefined, training: boolean): Tensor[] {
    const { goBackwards, returnSequences, returnState } = this.shared;
    const inOrder = (tensor: Tensor): Tensor[] => {
      const steps = tf.unstack(tensor, 1);
      // A copy: tfjs finds the gradients of the list by its order.
      return goBackwards ? [...steps].reverse() : steps;
    };
    const [inputBias, stateBias] = this.biases();
    const inputs = inOrder(this.projected(x, inputBias, training));
    const counts =
      mask === undefined ? undefined : inOrder(tf.expandDims(tf.cast(this.fitting(mask, x), 'bool'), -1));
    const zeros = tf.zeros([x.shape[0]!, this.shared.units]);
    const outputs: Tensor[] = [];
    let states = given.length > 0 ? given : Array.from({ length: this.stateCount }, () => zeros);
    const step = this.step({
      kernel: this.recurrentKernel!.read(),
      bias: stateBias,
      masks: this.masks(this.shared.recurrentDropout, [x.shape[0]!, this.shared.units], training),
    });
    for (const [index, input] of inputs.entries()) {
      const next = step(input, states);
      const isCounted = counts?.[index];
      states = isCounted === undefined ? next : next.map((one, at) => tf.where(isCounted, one, states[at]!));
      outputs.push(this.outputAfter(states[0]!, next[0]!, outputs.at(-1) ?? zeros, isCounted));
    }
    const output = returnSequences ? tf.stack(outputs, 1) : outputs.at(-1)!;
    return returnState ? [output, ...states] : [output];
  }

  /** A step that does not count repeats the output before, which is 0 at first, whatever state was given. */
  private outputAfter(state: Tensor, output: Tensor, before: Tensor, isCounted: Tensor | undefined): Tensor {
    if (isCounted === undefined) return state;
    const otherwise = this.shared.zeroOutputForMask ? tf.zerosLike(output) : before;
    return tf.where(isCounted, output, otherwise);
  }

  /** [batch, steps, features] → [batch, steps, gates · units]. */
  private projected(x: Tensor, bias: Tensor | undefined, training: boolean): Tensor {
    const [batch, steps, features] = x.shape as [number, number, number];
    const rows = (tensor: Tensor): Tensor => tf.reshape(tensor, [batch * steps, features]);
    const masks = this.masks(this.shared.dropout, [batch, 1, features], training);
    const kernel = this.kernel!.read();
    const inputs = masks.length === 0 ? [x] : masks.map((mask) => tf.mul(x, mask));
    const kernels = inputs.length === 1 ? [kernel] : tf.split(kernel, inputs.length, 1);
    const products = inputs.map((input, index) =>
      multiplyAndAdd(rows(input), kernels[index]!, inputs.length === 1 ? bias : undefined),
    );
    const product = products.length === 1 ? products[0]! : tf.concat(products, 1);
    const isComplete = bias === undefined || products.length === 1;
    return tf.reshape(isComplete ? product : tf.add(product, bias), [batch, steps, -1]);
  }

  private biases(): [input: Tensor | undefined, state: Tensor | undefined] {
    const bias = this.bias?.read();
    if (bias === undefined || !this.hasTwoBiases) return [bias, undefined];
    return tf.unstack(bias, 0) as [Tensor, Tensor];
  }

  /** Keras drops for all gates together, but for each by itself where the state is dropped too. */
  private masks(rate: number, shape: number[], training: boolean): Tensor[] {
    if (!training || rate === 0) return [];
    const count = this.shared.recurrentDropout > 0 ? this.gates : 1;
    return Array.from({ length: count }, () =>
      dropMask(
        randomTensor('uniform', shape, () => this.random.nextInteger(0x7fffffff)),
        rate,
      ),
    );
  }

  /** @throws {ArgumentError} for inputs that are no sequences, and states that do not fit */
  private sequenceShape(inputShape: Shape | Shape[]): Shape {
    const [shape, ...states] = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    if (shape === undefined || shape.length !== 3 || shape[1] === 0) {
      throw new ArgumentError(
        `${this.label}: an input [batch, steps, features] with a step or more is expected; received ${shapeText(shape ?? [])}.`,
      );
    }
    if (this.features !== undefined && shape[2] !== null && shape[2] !== this.features) {
      throw new ArgumentError(
        `${this.label}: its weights were made for ${this.features} features a step; received ${shapeText(shape)}. ` +
          'Give it inputs of the same shape, or make a new layer.',
      );
    }
    const { units } = this.shared;
    const fits = (state: Shape): boolean =>
      state.length === 2 &&
      state[1] === units &&
      (state[0] === null || shape[0] === null || state[0] === shape[0]);
    if (states.length === 0 || (states.length === this.stateCount && states.every(fits))) return shape;
    throw new ArgumentError(
      `${this.label}: after the sequence ${this.stateCount === 1 ? 'a state' : `${this.stateCount} states`} [batch, ${units}] may follow; received ${states.map(shapeText).join(', ')}.`,
    );
  }

  private fitting(mask: Tensor, x: Tensor): Tensor {
    if (mask.rank === 2 && mask.shape[0] === x.shape[0] && mask.shape[1] === x.shape[1]) return mask;
    throw new ArgumentError(
      `${this.label}: a mask [batch, steps] is expected, here [${x.shape[0]}, ${x.shape[1]}]; received ${shapeText(mask.shape)}.`,
    );
  }
}

/** What was given, or what tfjs left on the only input outside a model's graph. */
function maskFor(inputs: readonly Tensor[], { mask }: CallArgs): Tensor | undefined {
  const { kerasMask } = inputs[0] as Tensor & { kerasMask?: Tensor | null };
  const found = mask ?? (inputs.length === 1 ? kerasMask : undefined) ?? undefined;
  return found?.isDisposed ? undefined : found;
}
