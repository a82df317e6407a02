/** The batches of each epoch. */

import { warn } from '../display/warn.js';
import { nextSeed } from '../engine/index.js';
import type { Passes } from './batches/passes.js';
import type { StepBatch } from './batches/stepBatch.js';
import type { FitState } from './fitState.js';

/** Gives every epoch its batches: one pass, or `stepsPerEpoch` batches that go on where the last epoch ended. */
export class EpochFeed {
  private ongoing: AsyncIterator<StepBatch> | undefined;
  private passCount = 0;
  /** Whether a generator that cannot begin anew has ended. */
  private isExhausted = false;

  constructor(
    private readonly passes: Passes,
    private readonly state: Pick<FitState, 'shuffleSeed'>,
    private readonly options: { shuffle: boolean; stepsPerEpoch?: number; about: object },
  ) {}

  /** Whether there is nothing left for another epoch. */
  get ended(): boolean {
    return this.isExhausted;
  }

  /** One epoch's batches; whoever takes one disposes it. */
  async *epoch(epoch: number): AsyncGenerator<StepBatch> {
    const { stepsPerEpoch } = this.options;
    if (stepsPerEpoch === undefined && this.passes.restarts) {
      yield* this.passes.pass(this.seed(epoch));
      return;
    }
    for (let step = 0; step < (stepsPerEpoch ?? Number.POSITIVE_INFINITY); step++) {
      this.ongoing ??= this.passes.pass(this.seed(this.passCount++))[Symbol.asyncIterator]();
      const next = await this.ongoing.next();
      if (next.done !== true) {
        yield next.value;
        continue;
      }
      this.ongoing = undefined;
      this.isExhausted = !this.passes.restarts;
      if (stepsPerEpoch !== undefined) this.warnOfEnd();
      return;
    }
    // The next epoch begins anew where this one ended exactly with the data, without a warning.
    if (this.passes.steps !== undefined && this.passes.restarts)
      await this.beginAnewAtEnd(stepsPerEpoch ?? 0);
  }

  /** Ends a generator that is still running. */
  async close(): Promise<void> {
    await this.ongoing?.return?.();
    this.ongoing = undefined;
  }

  private stepsSeen = 0;

  private async beginAnewAtEnd(steps: number): Promise<void> {
    this.stepsSeen += steps;
    if (this.stepsSeen < this.passes.steps!) return;
    this.stepsSeen = 0;
    await this.close();
  }

  private warnOfEnd(): void {
    this.stepsSeen = 0;
    const { stepsPerEpoch, about } = this.options;
    warn(
      about,
      `fit: the data ran out before the epoch's ${stepsPerEpoch} steps (stepsPerEpoch). The epoch was cut short; ` +
        'give a generator that goes on for ever, or fewer steps.',
    );
  }

  private seed(pass: number): number | undefined {
    return this.options.shuffle ? epochSeed(this.state.shuffleSeed, pass) : undefined;
  }
}

/** A fit's own seed, drawn once. */
export function newShuffleSeed(): number {
  return nextSeed();
}

/** The seed of one epoch's order: from the fit's seed and the epoch alone, so that an interrupted training goes on alike. */
function epochSeed(shuffleSeed: number, epoch: number): number {
  return epoch * 0x1_0000_0000 + shuffleSeed;
}
