/** One training of a sweep: what it is told, and what it tells. */
import { createHash } from 'node:crypto';
import type { LayerNote } from '../architecture.js';
import type { Run } from '../run.js';
import type { RunFacts } from '../runFacts.js';
import { type KeptHistory, withNumbers } from '../runFolder.js';
import type { Parameters } from './space.js';

/** A trial as it travels to another process. */
export interface TrialSpec {
  /** The same for the same trial of the same sweep, whenever it is asked for. */
  key: string;
  /** Which combination it is, counted from 0. */
  index: number;
  parameters: Parameters;
  /** How many epochs it may train. */
  epochs: number;
  seed: number;
  monitor: string | undefined;
  mode: 'min' | 'max' | undefined;
}

/** What a sweep's function is told besides its hyper-parameters. */
export interface Trial {
  /** Give it to `fit` as `log`; the row is written when the function returns. */
  readonly run: Run;
  /** Which combination it is, counted from 0. */
  readonly index: number;
  /** How many epochs to train: `epochs` of the sweep, or the share that successive halving allots. */
  readonly epochs: number;
  /** A seed of its own, which is also set before the function is called. */
  readonly seed: number;
}

/** What came of a trial, as JSON can hold it. */
export interface TrialOutcome {
  /** The larger the better, unless `mode` is 'min'. */
  score: number;
  facts: RunFacts;
  history: KeptHistory | undefined;
  layers: LayerNote[] | undefined;
}

/** An outcome that `jsonText` wrote, its numbers made numbers again. */
export function revived(outcome: TrialOutcome): TrialOutcome {
  const { score, history } = outcome;
  return { ...outcome, score: Number(score), history: history && withNumbers(history) };
}

/** The name that tells a trial from all others. */
export function trialKey(sweep: string, parameters: Parameters, epochs: number, seed: number): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([sweep, sorted, epochs, seed]));
  return `${sweep.replace(/[^\w-]+/g, '_')}-${hash.digest('hex').slice(0, 20)}`;
}
