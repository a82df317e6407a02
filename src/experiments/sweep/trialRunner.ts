/** Where trials run: in this process, in processes of this machine, or in workers elsewhere. */
import { runTrial, type TrainFunction } from './runTrial.js';
import type { TrialOutcome, TrialSpec } from './trial.js';

export interface TrialRunner {
  /** How many trials may run at once. */
  readonly width: number;
  /** Whether trials run outside of this process: a stopped sweep need not wait for them. */
  readonly isElsewhere: boolean;
  /** @throws if the trial fails */
  run(spec: TrialSpec): Promise<TrialOutcome>;
  close(): Promise<void>;
}

/** One after another in this process, whose cores each of them uses. */
export function hereRunner(train: TrainFunction): TrialRunner {
  return { width: 1, isElsewhere: false, run: (spec) => runTrial(train, spec), close: async () => {} };
}
