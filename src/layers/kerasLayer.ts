/** What all our layers have in common: arguments that are read once, Keras's names, a configuration that reloads,
 *  weights with regularizers and constraints, and a penalty on their output. */
import type { Shape, SymbolicTensor, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { fromFile, readArguments, type Schema, type Values } from './arguments.js';
import { constrainWeight } from './constraints/applyConstraints.js';
import type { Constraint } from './constraints/constraint.js';
import type { Initializer } from './initializers/initializer.js';
import type { CallArgs, Layer } from './layer.js';
import { factoryName, kindOf, uniqueName } from './naming.js';
import type { Regularizer } from './regularizers/regularizer.js';

/** A weight of a layer. */
export type Weight = ReturnType<Layer['addWeight']>;

/** How a weight begins, and what holds it. */
export interface WeightArgs {
  initializer: Initializer;
  regularizer?: Regularizer | null;
  constraint?: Constraint | null;
  /** Default true. */
  trainable?: boolean;
}

/** Arguments that tfjs's own Layer reads; the first three are those that a user gives. */
const general = [
  'name',
  'inputShape',
  'trainable',
  'dtype',
  'batchInputShape',
  'batchSize',
  'inputDType',
  'weights',
] as const;

export abstract class KerasLayer<S extends Schema> extends tf.layers.Layer {
  /** The layer's arguments, completed with their defaults. */
  protected readonly settings: Values<S>;
  private readonly pendingPenalties: Tensor[] = [];

  /** @throws {ArgumentError} for an argument that is not allowed, and for one that does not exist */
  constructor(given: object, schema: S) {
    // The class that is being made carries its Keras name, as tfjs asks of every layer.
    const { className } = new.target as unknown as { className: string };
    const settings = readArguments(factoryName(className), given, schema, general);
    super(generalArguments(given, className));
    this.settings = settings;
    const regularizer = this.activityRegularizerOf();
    if (regularizer !== null) this.addLoss(() => this.takePenalty());
  }

  override apply(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArgs): SymbolicTensor;
  override apply(inputs: Tensor | Tensor[], args?: CallArgs): Tensor;
  override apply(
    inputs: SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[],
    args?: CallArgs,
  ): Tensor & SymbolicTensor {
    // One output, of the kind that came in: which it is the overloads say.
    return super.apply(inputs, args as Parameters<Layer['call']>[1]) as Tensor & SymbolicTensor;
  }

  /** tfjs and our own reader of files make layers with it. */
  static override fromConfig<Made extends serialization.Serializable>(
    kind: serialization.SerializableConstructor<Made>,
    config: serialization.ConfigDict,
  ): Made {
    return fromFile(() => new kind(config));
  }

  /** The function that makes such a layer: `conv2D`. */
  protected get kind(): string {
    return factoryName(this.getClassName());
  }

  /** How messages name the layer: `conv2D "conv2d_3"`. */
  protected get label(): string {
    return `${this.kind} "${this.name}"`;
  }

  protected weight(name: string, shape: Shape, args: WeightArgs): Weight {
    const { initializer, regularizer, constraint, trainable = true } = args;
    let weight: Weight | undefined;
    // tfjs draws the first values before it looks at the name, and forgets them where it refuses that.
    tf.tidy(() => {
      weight = this.addWeight(name, shape, 'float32', initializer, regularizer ?? undefined, trainable);
    });
    if (constraint) constrainWeight(weight!, constraint);
    return weight!;
  }

  /** Remembers the penalty on an output until the training step asks for it. */
  protected withPenalty(output: Tensor): Tensor {
    this.penalize([output]);
    return output;
  }

  /** The same for all outputs of one call. */
  protected penalize(outputs: readonly Tensor[]): void {
    const regularizer = this.activityRegularizerOf();
    if (regularizer === null) return;
    const perSample = outputs.map((output) =>
      tf.div(regularizer.apply(output), Math.max(1, output.shape[0] ?? 1)),
    );
    this.pendingPenalties.push(tf.keep(tf.addN(perSample)));
    // A layer that is used n times in a model has n penalties a step; older ones were made by predictions.
    const uses = Math.max(1, this.inboundNodes.length);
    while (this.pendingPenalties.length > uses) this.pendingPenalties.shift()!.dispose();
  }

  private takePenalty(): ReturnType<typeof tf.scalar> {
    const penalties = this.pendingPenalties.splice(0);
    const total = tf.tidy(() => penalties.reduce<Tensor>((sum, one) => tf.add(sum, one), tf.scalar(0)));
    tf.dispose(penalties);
    return total as ReturnType<typeof tf.scalar>;
  }

  /** The penalty on the output, if there is one. */
  protected activityRegularizerOf(): Regularizer | null {
    return (this.settings.activityRegularizer as Regularizer | null | undefined) ?? null;
  }

  override getConfig(): serialization.ConfigDict {
    const own = Object.entries(this.settings).map(([name, value]) => [name, described(value)]);
    return { ...super.getConfig(), ...Object.fromEntries(own) };
  }

  override dispose(): ReturnType<Layer['dispose']> {
    tf.dispose(this.pendingPenalties.splice(0));
    return super.dispose();
  }
}

type GeneralArguments = ConstructorParameters<typeof tf.layers.Layer>[0];

function generalArguments(given: object, className: string): GeneralArguments {
  const known = Object.entries(given).filter(([name]) => (general as readonly string[]).includes(name));
  const args = Object.fromEntries(known) as { name?: string; inputShape?: readonly (number | null)[] };
  const named = { ...args, name: args.name ?? uniqueName(kindOf(className)) };
  // tfjs wants an array that it may change.
  return (args.inputShape ? { ...named, inputShape: [...args.inputShape] } : named) as GeneralArguments;
}

/** An initializer, a regularizer or a constraint as it stands in a saved model; anything else as it is. */
function described(value: unknown): unknown {
  if (value instanceof tf.serialization.Serializable) {
    return { className: value.getClassName(), config: value.getConfig() };
  }
  return value;
}
