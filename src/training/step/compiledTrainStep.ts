/** A training step by hand as a graph, for a `fit` that insists on it. Only then: what the step does in JavaScript besides
 *  (counting, printing) would end with the third batch, and nobody can tell. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { CompiledFunction } from '../../engine/compile/index.js';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Logs } from '../callback.js';
import type { Compiled } from '../compile/compiled.js';
import { duringTrainStep, type TrainStep } from './customStep.js';

export class CompiledTrainStep {
  /** Why it cannot be compiled; undefined if it can, or if it is not known yet. */
  refusal: string | undefined;
  private readonly fn: CompiledFunction;
  private names: readonly string[] | undefined;
  /** The batch at hand. */
  private batch: StepBatch = { x: [], y: [] };

  constructor(step: TrainStep, model: LayersModel, compiled: Compiled) {
    const onEager = (reason: string): void => {
      this.refusal ??= reason;
    };
    this.fn = new CompiledFunction(
      (tensors) =>
        duringTrainStep(step, model, compiled, batchLike(this.batch, tensors), (logs) => {
          this.requireNames(Object.keys(logs));
          // A number becomes a tensor, so that one that changes from call to call shows.
          return Object.values(logs).map((value) =>
            typeof value === 'number' ? tf.scalar(value) : tf.clone(value),
          );
        }),
      { when: 'soon', onEager },
    );
  }

  /** Called before the steps of a fit. */
  begin(): void {
    this.fn.doubt();
  }

  run(batch: StepBatch): Logs {
    this.batch = batch;
    const { x, y, sampleWeight } = batch;
    const values = this.fn.call([...x, ...y, ...(sampleWeight ?? [])], `${x.length}|${y.length}`);
    const logs = this.names!.map((name, index) => [name, values[index]!.dataSync()[0]!] as const);
    tf.dispose(values);
    return Object.fromEntries(logs);
  }

  private requireNames(names: readonly string[]): void {
    this.names ??= names;
    if (names.join() === this.names.join()) return;
    throw new ArgumentError(
      `fit: compile is true, but trainStep logs other things from step to step: ${this.names.join(', ')}, then ${names.join(', ')}.`,
    );
  }
}

/** The tensors divided as the batch is. */
function batchLike({ x, y, sampleWeight }: StepBatch, tensors: readonly Tensor[]): StepBatch {
  const rest = x.length + y.length;
  return {
    x: tensors.slice(0, x.length),
    y: tensors.slice(x.length, rest),
    sampleWeight: sampleWeight === undefined ? undefined : tensors.slice(rest),
  };
}

const known = new WeakMap<Compiled, { method: TrainStep; step: CompiledTrainStep }>();

/** The compiled form of a model's `trainStep`, the same at every fit as long as that is the same. */
export function compiledTrainStep(
  step: TrainStep,
  model: LayersModel,
  compiled: Compiled,
): CompiledTrainStep {
  // Our models have the method; tfjs's type of them does not.
  const { trainStep: method } = model as LayersModel & { trainStep: TrainStep };
  const last = known.get(compiled);
  if (last?.method === method) return last.step;
  const made = { method, step: new CompiledTrainStep(step, model, compiled) };
  known.set(compiled, made);
  return made.step;
}
