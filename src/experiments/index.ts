/** The training log. */
export { Comparison, type Difference } from './comparison.js';
export { ExperimentLog, type ExperimentLogArgs } from './experimentLog.js';
export type { Run } from './run.js';
export type { RunFacts } from './runFacts.js';
export type { KeptHistory } from './runFolder.js';
export type { TrialReturn } from './sweep/runTrial.js';
export type { ParameterRange, ParametersOf, ParameterValue, SweepSpace } from './sweep/space.js';
export { type SweepArgs, type SweepResult, type SweepTrial, sweep } from './sweep/sweep.js';
export type { Trial } from './sweep/trial.js';
