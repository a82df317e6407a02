/** What all optimizers share. Mirrors keras.optimizers.Optimizer: clipping, decoupled weight decay, moving averages of
 *  the weights, gradient accumulation; each optimizer adds its slots and one pure update. */
import type { NamedTensorMap, Scalar, serialization, Tensor, Variable } from '@tensorflow/tfjs';
import { freshTensor, inPass, onCondition, onEveryCall, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { LearningRateSchedule } from '../schedules/schedule.js';
import { clipGradients } from './clipGradients.js';
import { LearningRate } from './learningRate.js';
import { type CheckedOptimizerArgs, checkedOptimizerArgs, type OptimizerArgs } from './optimizerArgs.js';
import { OptimizerState, type Slot, type Slots } from './optimizerState.js';
import {
  gradientsByVariable,
  type NamedTensor,
  registeredVariable,
  type VariableGradient,
} from './variableGradients.js';
import { WeightDecayExclusions, type WeightDecayExclusionsArgs } from './weightDecayExclusions.js';

/** A variable's value, its gradient and what the optimizer remembers of it. */
export interface VariableStep {
  value: Tensor;
  gradient: Tensor;
  slots: Slots;
  /** The share of decoupled weight decay; null for none. */
  weightDecay: number | null;
}

/** A variable's new value and the slots that changed. */
export interface Updated {
  value: Tensor;
  slots: Slots;
}

/** What is the same for all variables in one step. */
export interface StepScalars {
  /** The learning rate. */
  rate: Scalar;
  /** The number of the step, counted from 1. */
  step: Scalar;
  /** State that belongs to no variable, already advanced to this step. */
  shared: readonly Tensor[];
}

/** The update of one variable. Pure: tensors in, tensors out, nothing read back into JavaScript. */
export type UpdateRule = (value: Tensor, gradient: Tensor, slots: Slots) => Updated;

/**
 * An optimizer with Keras's state, rate and options; `optimizers.adam()` and the others make one.
 * @example const isOurs = optimizers.adam() instanceof optimizers.Optimizer;
 */
export abstract class Optimizer extends tf.Optimizer {
  /** Keras's name of the optimizer, as in `adam`. */
  readonly name: string;
  protected readonly options: CheckedOptimizerArgs;
  private readonly rate: LearningRate;
  private readonly exclusions = new WeightDecayExclusions();
  /** Batches seen, which are steps unless gradients are accumulated. */
  private batches = 0;
  private lazyState: OptimizerState | undefined;
  private readonly readPhase = () => this.phase;

  protected constructor(className: string, args: OptimizerArgs, defaultLearningRate: number) {
    super();
    this.name = args.name ?? className.toLowerCase();
    const caller = className.toLowerCase();
    this.rate = new LearningRate(caller, args.learningRate ?? defaultLearningRate);
    this.options = checkedOptimizerArgs(caller, args);
  }

  /** The slots beside every variable, group by group, in the order in which Keras makes them. */
  protected abstract slotGroups(): readonly (readonly Slot[])[];

  /** The update of this step, which is then applied to every variable. What it computes here is computed once a step. */
  protected abstract updateRule(scalars: StepScalars): UpdateRule;

  /** The optimizer's own arguments, for `getConfig`. */
  protected abstract ownConfig(): serialization.ConfigDict;

  /** State that belongs to no variable. */
  protected sharedSlots(): readonly Slot[] {
    return [];
  }

  /** The shared state of the next step. Pure. */
  protected advanceShared(shared: readonly Tensor[], _step: Scalar): readonly Tensor[] {
    return shared;
  }

  /** How much a variable decays; null for not at all. */
  protected weightDecayOf(variable: Variable): number | null {
    return this.exclusions.has(variable) ? null : this.options.weightDecay;
  }

  /** Whether a variable was excluded from weight decay. */
  protected isExcludedFromWeightDecay(variable: Variable): boolean {
    return this.exclusions.has(variable);
  }

  /** How many steps were made. */
  override get iterations(): number {
    return Math.floor(this.batches / (this.options.gradientAccumulationSteps ?? 1));
  }

  /**
   * The learning rate of the next step. Setting it takes effect with that step.
   * @throws {ArgumentError} when it is set to a number while a schedule rules it
   */
  get learningRate(): number {
    return this.rate.at(this.batches);
  }

  set learningRate(value: number | LearningRateSchedule) {
    this.rate.set(value);
  }

  /** The schedule that rules the learning rate; undefined for a number. */
  get schedule(): LearningRateSchedule | undefined {
    return this.rate.schedule;
  }

  /**
   * Makes the state of variables before their first step, so that saved state can be set. Known ones are left alone.
   * @example
   * const optimizer = optimizers.adam();
   * optimizer.build([tf.variable(tf.zeros([3]), true, 'w')]);
   * optimizer.variables().map(({ name }) => name); // ['iteration', 'learning_rate', 'w_momentum', 'w_velocity']
   */
  build(variables: readonly Variable[]): void {
    this.state.build(variables);
  }

  /** Makes one step. Variables without a gradient, such as frozen ones, are not touched. */
  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const pairs = gradientsByVariable(gradients);
    if (pairs.length === 0) return;
    this.build(pairs.map(({ variable }) => variable));
    onCondition(this.readPhase);
    const move = (): void => {
      const rate = freshScalar(() => this.learningRate);
      const step = freshScalar(() => this.iterations + 1);
      const due = this.accumulated(pairs);
      if (due !== undefined) this.step(due, rate, step);
      if (this.options.useEma) this.average(pairs, step);
    };
    inPass('update', () => tf.tidy(move));
    onEveryCall(() => {
      this.batches++;
    });
  }

  /** Tells steps apart that do different things: most optimizers always do the same. */
  get phase(): string {
    const { gradientAccumulationSteps, useEma } = this.options;
    const isDue = gradientAccumulationSteps === null || (this.batches + 1) % gradientAccumulationSteps === 0;
    return `${isDue ? 'step' : 'gather'}${useEma && this.overwrites() ? ', overwrite' : ''}`;
  }

  /**
   * One step as a pure function of tensors, for whoever records it: clipping, weight decay, the optimizer's update.
   * Rate and step are inputs; nothing is assigned and nothing is read back.
   * @param step the number of the step, counted from 1
   * @param shared the state that belongs to no variable, as before the step
   */
  updates(
    variables: readonly VariableStep[],
    rate: Scalar,
    step: Scalar,
    shared: readonly Tensor[],
  ): { variables: Updated[]; shared: readonly Tensor[] } {
    const gradients = clipGradients(
      variables.map(({ gradient }) => gradient),
      this.options,
    );
    const advanced = this.advanceShared(shared, step);
    const update = this.updateRule({ rate, step, shared: advanced });
    const updated = variables.map(({ value, slots, weightDecay }, index) => {
      const decayed = weightDecay === null ? value : tf.sub(value, tf.mul(value, tf.mul(rate, weightDecay)));
      return update(decayed, gradients[index]!, slots);
    });
    return { variables: updated, shared: advanced };
  }

  private step(pairs: readonly VariableGradient[], rate: Scalar, step: Scalar): void {
    const { sharedState } = this.state;
    const before = pairs.map(({ variable, gradient }) => ({
      value: variable,
      gradient,
      slots: this.state.of(variable),
      weightDecay: this.weightDecayOf(variable),
    }));
    const after = this.updates(before, rate, step, sharedState);
    for (const [index, { value, slots }] of after.variables.entries()) {
      const { variable } = pairs[index]!;
      variable.assign(value);
      const own = this.state.of(variable);
      for (const [name, tensor] of Object.entries(slots)) own[name]!.assign(tensor);
    }
    for (const [index, tensor] of after.shared.entries()) {
      if (tensor !== sharedState[index]) sharedState[index]!.assign(tensor);
    }
  }

  /** The mean gradients when a step is due; undefined while they are still being collected. */
  private accumulated(pairs: readonly VariableGradient[]): readonly VariableGradient[] | undefined {
    const { gradientAccumulationSteps: steps } = this.options;
    if (steps === null) return pairs;
    const isDue = (this.batches + 1) % steps === 0;
    const sums = pairs.map(({ variable, gradient }) => {
      const sum = this.state.of(variable)[accumulator.name]!;
      const gathered = tf.add(gradient, sum);
      sum.assign(isDue ? tf.zerosLike(gathered) : gathered);
      return { variable, gradient: gathered };
    });
    if (!isDue) return undefined;
    return sums.map(({ variable, gradient }) => ({ variable, gradient: tf.div(gradient, steps) }));
  }

  /** average ← m·average + (1 − m)·w, which at the first step begins with the weights themselves. */
  private average(pairs: readonly VariableGradient[], step: Scalar): void {
    const { emaMomentum } = this.options;
    const kept = tf.mul(tf.cast(tf.greater(step, 1), 'float32'), emaMomentum);
    const overwrites = this.overwrites();
    for (const { variable } of pairs) {
      const mean = this.state.of(variable)[averageSlot.name]!;
      mean.assign(tf.add(tf.mul(kept, mean), tf.mul(tf.sub(1, kept), variable)));
      if (overwrites) variable.assign(mean);
    }
  }

  /** Whether this step ends with the averages in the weights' place. */
  private overwrites(): boolean {
    const { emaOverwriteFrequency } = this.options;
    return emaOverwriteFrequency !== null && (this.iterations + 1) % emaOverwriteFrequency === 0;
  }

  /**
   * Replaces variables by their moving averages; `fit` calls it when training ends. Nothing happens without `useEma`.
   */
  finalizeVariableValues(variables: readonly Variable[]): void {
    if (!this.options.useEma) return;
    for (const variable of variables) {
      if (this.state.has(variable)) variable.assign(this.state.of(variable)[averageSlot.name]!);
    }
  }

  /**
   * Leaves variables out of weight decay, by themselves or by what their names contain.
   * @example optimizers.adamW({ weightDecay: 0.01 }).excludeFromWeightDecay({ names: ['bias', 'gamma', 'beta'] })
   */
  excludeFromWeightDecay(args: WeightDecayExclusionsArgs): this {
    this.exclusions.set(args);
    return this;
  }

  /**
   * All state in Keras's order and under Keras's names: iteration, learning_rate (unless a schedule rules it),
   * `<path>_momentum`, … The caller disposes the tensors.
   */
  variables(): NamedTensor[] {
    const numbers = [{ name: 'iteration', tensor: tf.scalar(this.batches, 'int32') as Tensor }];
    if (this.schedule === undefined) {
      numbers.push({ name: 'learning_rate', tensor: tf.scalar(this.learningRate) });
    }
    return [...numbers, ...this.state.entries().map(({ name, state }) => ({ name, tensor: state.clone() }))];
  }

  /**
   * Sets all state, in the order of `variables`; the tensors stay the caller's.
   * @throws {ArgumentError} where number or shapes differ, as before `build`
   */
  setVariables(tensors: readonly Tensor[]): void {
    const entries = this.state.entries();
    const hasRate = this.schedule === undefined;
    const expected = entries.length + (hasRate ? 2 : 1);
    if (tensors.length !== expected) {
      throw new ArgumentError(
        `${this.name}: ${expected} variables of state are expected, ${tensors.length} came. ` +
          'Build the optimizer for the model’s variables first, with the arguments that it was saved with.',
      );
    }
    const states = tensors.slice(hasRate ? 2 : 1);
    for (const [index, { name, state }] of entries.entries()) {
      const { shape } = states[index]!;
      if (shape.join() === state.shape.join()) continue;
      throw new ArgumentError(
        `${this.name}: ${name} has shape [${state.shape.join(', ')}]; [${shape.join(', ')}] came.`,
      );
    }
    this.batches = Number(tensors[0]!.dataSync()[0]);
    if (hasRate) this.learningRate = Number(tensors[1]!.dataSync()[0]);
    for (const [index, { state }] of entries.entries()) state.assign(states[index]!);
  }

  override async saveIterations(): Promise<NamedTensor> {
    return { name: 'iter', tensor: tf.scalar(this.batches, 'int32') };
  }

  /** The state in tfjs's form. All but the first tensor stay the optimizer's. */
  override async getWeights(): Promise<NamedTensor[]> {
    const entries = this.state.entries();
    return [
      await this.saveIterations(),
      ...entries.map(({ savedName, state }) => ({ name: savedName, tensor: state })),
    ];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const [iterations, ...saved] = weights;
    this.batches = iterations === undefined ? 0 : Number((await iterations.tensor.data())[0]);
    const owners = saved.map(({ name }) => registeredVariable(name.slice(0, name.lastIndexOf('/'))));
    this.build(owners.filter((variable) => variable !== undefined));
    const states = new Map(this.state.entries().map(({ savedName, state }) => [savedName, state]));
    for (const { name, tensor } of saved) states.get(name)?.assign(tensor as Variable);
  }

  override dispose(): void {
    this.lazyState?.dispose();
    this.lazyState = undefined;
    super.dispose();
  }

  /** All arguments, under camelCase names; a schedule as `{ className, config }`. */
  getConfig(): serialization.ConfigDict {
    const { schedule } = this;
    const learningRate =
      schedule === undefined
        ? this.learningRate
        : { className: schedule.className, config: schedule.getConfig() };
    return { name: this.name, learningRate, ...this.options, ...this.ownConfig() };
  }

  /** Made late, because the slots depend on arguments that the subclass's constructor sets. */
  private get state(): OptimizerState {
    const { useEma, gradientAccumulationSteps } = this.options;
    this.lazyState ??= new OptimizerState(
      [
        useEma ? [averageSlot] : [],
        gradientAccumulationSteps === null ? [] : [accumulator],
        ...this.slotGroups(),
      ],
      this.sharedSlots(),
    );
    return this.lazyState;
  }
}

function freshScalar(read: () => number): Scalar {
  return freshTensor({ shape: [], dtype: 'float32', read: () => [read()] }) as Scalar;
}

const averageSlot: Slot = { name: 'average' };
const accumulator: Slot = { name: 'gradient_accumulator' };
