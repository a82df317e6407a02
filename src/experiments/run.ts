/** A run that is being made: what is said about it by hand and by `fit`, until its row is written. */
import type { FinishedFit, FitLog } from '../training/fitLog.js';
import { fitFacts } from './fitFacts.js';
import { mergedFacts, type RunFacts } from './runFacts.js';

/** A run of `log.run`: give it to `fit` as `log`, and tell it what `fit` cannot know. */
export class Run implements FitLog {
  #said: RunFacts;
  #measured: RunFacts = {};
  #fit: FinishedFit | undefined;

  /** Made by `log.run` and `sweep`. */
  constructor(facts: RunFacts = {}) {
    this.#said = facts;
  }

  /**
   * Says something about the run; what is said later counts more.
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await log.run({}, async (run) => run.note({ notes: 'the lens was dirty' }));
   */
  note(facts: RunFacts): void {
    this.#said = mergedFacts(this.#said, facts);
  }

  /** All that is known about the run so far. */
  get facts(): RunFacts {
    return mergedFacts(this.#measured, this.#said);
  }

  /** The training that was told last; undefined before any. */
  get fit(): FinishedFit | undefined {
    return this.#fit;
  }

  /** Called by `fit` at its end. Several trainings of one run (a backbone frozen, then fine-tuned) add their epochs and
   *  times. */
  async trained(fit: FinishedFit): Promise<void> {
    const { epochs = 0, seconds = 0 } = this.#measured;
    const facts = await fitFacts(fit, this.#said);
    this.#fit = fit;
    this.#measured = {
      ...facts,
      epochs: epochs + (facts.epochs ?? 0),
      seconds: seconds + (facts.seconds ?? 0),
    };
  }
}
