/** What `compile` fixes: how a model is trained and what is watched. */
import type { LayersModel, Optimizer } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import { ArgumentError } from '../../errors.js';
import { hasChanged, type Trainability, trainabilityOf } from '../graph/trainability.js';
import { optimizerFrom } from '../optimizers/index.js';
import { type Compilation, usualCompilation } from '../step/compilation.js';
import { CompiledExecutor } from '../step/compiledExecutor.js';
import { eagerExecutor } from '../step/eagerExecutor.js';
import type { StepExecutor } from '../step/executor.js';
import type { CompileArgs } from './compileArgs.js';
import { byName } from './named.js';
import { type OutputPlan, outputPlans } from './outputPlan.js';

/** A compiled model's training. */
export class Compiled {
  readonly optimizer: Optimizer;
  private plans: readonly OutputPlan[] | undefined;
  private trainability: Trainability | undefined;
  /** One for each way of running the steps, with the graphs it has made. */
  private readonly executors = new Map<Compilation, StepExecutor>();

  constructor(
    private readonly model: LayersModel,
    readonly args: CompileArgs,
  ) {
    this.optimizer = byName(args.optimizer, () => optimizerFrom(args.optimizer ?? 'adam'));
    if (model.outputs.length > 0) this.plans = outputPlans(args, outputNames(model));
    else outputPlans({ ...args, loss: lossesOnly(args) }, ['output']);
  }

  /** Runs the steps. */
  executor(compilation: Compilation = usualCompilation()): StepExecutor {
    if (compilation === 'never') return eagerExecutor;
    const known = this.executors.get(compilation);
    if (known !== undefined) return known;
    const executor = new CompiledExecutor(this.model, this, compilation);
    this.executors.set(compilation, executor);
    return executor;
  }

  /** What each output is measured by. A model that is built by its first batch learns its outputs then. */
  get outputs(): readonly OutputPlan[] {
    this.plans ??= outputPlans(this.args, outputNames(this.model));
    return this.plans;
  }

  /** For a subclassed model, whose first batch tells how many outputs there are. */
  setOutputCount(count: number): void {
    if (this.plans !== undefined) return;
    const names = count === 1 ? ['output'] : Array.from({ length: count }, (_, at) => `output_${at + 1}`);
    this.plans = outputPlans(this.args, names);
  }

  /** What learns: settled at the first step, as Keras does. What is frozen later counts after the next compile. */
  get settledTrainability(): Trainability {
    this.trainability ??= trainabilityOf(this.model);
    return this.trainability;
  }

  /** Says so where layers were frozen or unfrozen since the first step. */
  warnOfLateFreezing(): void {
    if (this.trainability === undefined || !hasChanged(this.trainability)) return;
    warn(
      this,
      `“trainable” was changed after model "${this.model.name}" took its first step, so the change has no effect yet. Call model.compile(…) again.`,
    );
  }
}

const compiledModels = new WeakMap<object, Compiled>();

/** @throws {ArgumentError} for names that are none, and for losses and metrics that do not fit the outputs */
export function compileModel(model: LayersModel, args: CompileArgs): void {
  compiledModels.set(model, new Compiled(model, args));
}

/** @throws {ArgumentError} if the model was not compiled */
export function compiledOf(model: LayersModel, purpose: string): Compiled {
  const compiled = compiledModels.get(model);
  if (compiled !== undefined) return compiled;
  throw new ArgumentError(
    `${purpose}: the model is not compiled. Call model.compile({ optimizer, loss, metrics }) before it.`,
  );
}

/** What the model was compiled with, if it was. */
export function compiledIfAny(model: object): Compiled | undefined {
  return compiledModels.get(model);
}

/** The names of a model's outputs: of the layers they come from. */
function outputNames(model: LayersModel): string[] {
  return model.outputs.map((output) => output.sourceLayer.name);
}

/** Without knowing the outputs only a loss for all of them can be checked. */
function lossesOnly({ loss }: CompileArgs): CompileArgs['loss'] {
  return typeof loss === 'string' ? loss : undefined;
}
