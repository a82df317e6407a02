/** The training log. */
export { ExperimentLog, type ExperimentLogArgs } from './experimentLog.js';
export type { Run } from './run.js';
export type { RunFacts } from './runFacts.js';
export type { KeptHistory } from './runFolder.js';
