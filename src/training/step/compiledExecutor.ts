/** Runs steps as graphs, where that pays and is possible; as they come, where not. */
import type { LayersModel, Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tell, warn } from '../../display/warn.js';
import { CompiledFunction, type CompiledFunctionOptions } from '../../engine/compile/index.js';
import { PickedBatch, takenRows } from '../batches/pickedBatch.js';
import { disposeBatch, type StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { Optimizer } from '../optimizers/index.js';
import type { StepExecutor, StepResult } from './executor.js';
import { modelPrecision } from './modelPrecision.js';
import { testStep } from './testStep.js';
import { trainStep } from './trainStep.js';

type Step = (model: LayersModel, compiled: Compiled, batch: StepBatch) => StepResult;

export class CompiledExecutor implements StepExecutor {
  refusal: string | undefined;
  private readonly training: CompiledStep;
  private readonly testing: CompiledStep;

  constructor(model: LayersModel, compiled: Compiled, when: CompiledFunctionOptions['when']) {
    const options = (what: string): CompiledFunctionOptions => ({
      when,
      precision: modelPrecision(model, (choice) =>
        tell(model, `${what} step of model "${model.name}": ${choice}.`),
      ),
      onEager: (reason) => {
        this.refusal ??= reason;
        warn(
          model,
          `the ${what} step of model "${model.name}" runs operation by operation, which is slower than compiled: ${reason}.`,
        );
      },
    });
    this.training = new CompiledStep((batch) => trainStep(model, compiled, batch), options('training'));
    this.testing = new CompiledStep((batch) => testStep(model, compiled, batch), options('test'));
  }

  begin(): void {
    this.training.fn.doubt();
    this.testing.fn.doubt();
  }

  train: Step = (_, { optimizer }, batch) =>
    this.training.run(batch, optimizer instanceof Optimizer ? optimizer.phase : '');

  test: Step = (_, __, batch) => this.testing.run(batch, '');
}

/** A step as a function of tensors alone. */
class CompiledStep {
  readonly fn: CompiledFunction;
  /** How the tensors of the batch at hand are divided. */
  private inputs = 0;
  private targets = 0;
  private isWeighted = false;
  /** Whether the tensors are tables, and which of their rows are meant comes last. */
  private isPicked = false;
  /** What the numbers mean, which is the same for all batches. */
  private lengths: readonly number[] = [];

  constructor(step: (batch: StepBatch) => StepResult, options: CompiledFunctionOptions) {
    this.fn = new CompiledFunction((tensors) => {
      const given = this.batchOf(tensors);
      const batch = this.isPicked ? takenRows(given, tensors.at(-1) as Tensor1D) : given;
      try {
        const { numbers, lengths } = step(batch);
        this.lengths = lengths;
        return [numbers];
      } finally {
        if (this.isPicked) disposeBatch(batch);
      }
    }, options);
  }

  run(batch: StepBatch, phase: string): StepResult {
    const { x, y, sampleWeight } = batch instanceof PickedBatch ? batch.tables : batch;
    this.inputs = x.length;
    this.targets = y.length;
    this.isWeighted = sampleWeight !== undefined;
    this.isPicked = batch instanceof PickedBatch;
    const weights = sampleWeight?.length ?? 'unweighted';
    const variant = `${phase}|${x.length}|${y.length}|${weights}${this.isPicked ? '|picked' : ''}`;
    const tensors = [...x, ...y, ...(sampleWeight ?? [])];
    const [numbers] = this.fn.call(
      batch instanceof PickedBatch ? [...tensors, batch.numbers] : tensors,
      variant,
    );
    return { numbers: numbers as Tensor1D, lengths: this.lengths };
  }

  private batchOf(tensors: readonly Tensor[]): StepBatch {
    const [rest, end] = [this.inputs + this.targets, this.isPicked ? -1 : undefined];
    return {
      x: tensors.slice(0, this.inputs),
      y: tensors.slice(this.inputs, rest),
      sampleWeight: this.isWeighted ? tensors.slice(rest, end) : undefined,
    };
  }
}
