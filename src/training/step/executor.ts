import type { LayersModel, Tensor1D } from '@tensorflow/tfjs';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';

/** What a step measured, still in the engine: `numbers` is the loss, then each output's loss where there are several,
 *  then every metric's sums, whose lengths follow in `lengths`. */
export interface StepResult {
  /** [1 + outputs + sums]; whoever asked for the step disposes it. */
  numbers: Tensor1D;
  /** How many numbers belong to each entry, in order. */
  lengths: readonly number[];
}

/** Runs steps: op by op, or recorded as one graph. */
export interface StepExecutor {
  /** Called before the steps of a fit or an evaluation. */
  begin(): void;
  train(model: LayersModel, compiled: Compiled, batch: StepBatch): StepResult;
  test(model: LayersModel, compiled: Compiled, batch: StepBatch): StepResult;
  /** Why steps run op by op although they should not; undefined if they do not, or if it is not known yet. */
  readonly refusal: string | undefined;
}
