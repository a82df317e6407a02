import type { StepExecutor } from './executor.js';
import { testStep } from './testStep.js';
import { trainStep } from './trainStep.js';

/** Runs every operation as it comes. */
export const eagerExecutor: StepExecutor = {
  begin() {},
  train: trainStep,
  test: testStep,
  refusal: undefined,
};
