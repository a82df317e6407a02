/** Many trainings with other hyper-parameters, each a row of the log. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { displayHost } from '../../display/displayHost.js';
import { locale } from '../../display/locale.js';
import { printLine } from '../../display/printLine.js';
import { warn } from '../../display/warn.js';
import { randomGenerator } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { requireWholeNumber } from '../../training/requireWholeNumber.js';
import type { ExperimentLog } from '../experimentLog.js';
import { processRunner, TrialKilled } from './processRunner.js';
import { isLowerBetter, type TrainFunction, type TrialReturn } from './runTrial.js';
import { drawnFrom, gridOf, type Parameters, type ParametersOf, type SweepSpace } from './space.js';
import { SweepJournal } from './sweepJournal.js';
import { type Trial, type TrialOutcome, type TrialSpec, trialKey } from './trial.js';
import { hereRunner, type TrialRunner } from './trialRunner.js';

/** Arguments of `sweep`. */
export interface SweepArgs {
  /** Where every trial gets a row. */
  log: ExperimentLog;
  /** A sweep of the same name goes on where it was stopped; after changing the function, give another one. Default
   *  'sweep'. */
  name?: string;
  /** `grid`: every combination. `random`: `trials` of them, drawn. `halving`: all (or `trials`) for few epochs, the best
   *  `1/factor` of them for `factor` times as many, and so on up to `epochs`. Default 'grid'. */
  strategy?: 'grid' | 'random' | 'halving';
  /** How many combinations are drawn. */
  trials?: number;
  /** What `trial.epochs` says, and how far halving goes. Default 10. */
  epochs?: number;
  /** Of successive halving. Default 3. */
  factor?: number;
  /** The metric of the history that counts. Default `val_accuracy`, or `accuracy` where nothing is validated. */
  monitor?: string;
  /** Whether large or small scores are better. Default 'min' for losses and errors, otherwise 'max'. */
  mode?: 'min' | 'max';
  /** Draws the combinations and the trials' seeds. Default 0. */
  seed?: number;
  /** How many processes run a module's trials. Default one a core. */
  processes?: number;
  /** How often a trial is begun again whose process was killed. Default 2. */
  retries?: number;
  /** A Redis server, as in `redis://host:6379`, whose workers (`cuaderno sweep worker`) run a module's trials. */
  redis?: string;
  /** Whether a line is printed for every trial. Default true. */
  verbose?: boolean;
  /** Stops after the running trials; in a notebook the stop button does. */
  signal?: AbortSignal;
}

/** A trial of a sweep that has ended. */
export interface SweepTrial<Combination = Parameters> {
  readonly parameters: Combination;
  readonly epochs: number;
  /** Undefined where the trial failed. */
  readonly score: number | undefined;
  /** The run's name in the log. */
  readonly run: string | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
}

/** What `sweep` gives. */
export interface SweepResult<Combination = Parameters> {
  /** In the order of the combinations; of halving, round after round. */
  readonly trials: readonly SweepTrial<Combination>[];
  /** The best of those that trained longest; undefined if none succeeded. */
  readonly best: SweepTrial<Combination> | undefined;
  /** Whether all trials have ended: false where it was stopped. */
  readonly finished: boolean;
}

/**
 * Trains with many combinations of hyper-parameters; each trial is a row of the log. Stopped or killed, the same call goes
 * on with what is missing.
 * @param space hyper-parameter → its values; for `random` and `halving` with `trials` also `{ low, high, log, whole }`
 * @param train a function, whose trials run one after another in this process; or the path of a module that exports one as
 *   `train`, whose trials run side by side in processes of their own
 * @throws {ArgumentError} for a space without values, and for arguments that do not go together
 * @example
 * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
 * const { best } = await sweep(
 *   { batchSize: [16, 32], learningRate: [0.01, 0.001] },
 *   ({ batchSize, learningRate }, { epochs, run }) => {
 *     model.compile({
 *       optimizer: optimizers.adam({ learningRate }),
 *       loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
 *       metrics: ['accuracy'],
 *     });
 *     return model.fit(train, { batchSize, epochs, validationData: test, verbose: 0, log: run });
 *   },
 *   { log, epochs: 1, verbose: false },
 * );
 * best?.parameters; // { batchSize: 32, learningRate: 0.01 }, say
 */
export async function sweep<const Space extends SweepSpace>(
  space: Space,
  train:
    | ((parameters: ParametersOf<Space>, trial: Trial) => TrialReturn | Promise<TrialReturn>)
    | string
    | URL,
  args: SweepArgs,
): Promise<SweepResult<ParametersOf<Space>>> {
  requireArguments(space, args);
  const runner = await runnerFor(train, args);
  const run = new SweepRun(args, runner);
  try {
    // The combinations are of this space.
    return (await run.all(rounds(space, args))) as SweepResult<ParametersOf<Space>>;
  } finally {
    await runner.close();
  }
}

/** One round after another: the combinations, how many of the best of the round before go on, and their epochs. */
interface Rounds {
  combinations: Parameters[];
  rounds: { count: number; epochs: number }[];
}

function rounds(
  space: SweepSpace,
  { strategy = 'grid', trials, epochs = 10, factor = 3, seed = 0 }: SweepArgs,
): Rounds {
  const isDrawn = trials !== undefined;
  const combinations = isDrawn ? drawnFrom(space, trials, randomGenerator(seed)) : gridOf(space);
  const count = combinations.length;
  if (strategy !== 'halving') return { combinations, rounds: [{ count, epochs }] };
  const found: Rounds['rounds'] = [];
  for (let left = count, budget = epochs; ; ) {
    found.push({ count: left, epochs: budget });
    if (left <= 1) break;
    left = Math.ceil(left / factor);
  }
  // The last round trains longest; the ones before a factor less each.
  const last = found.length - 1;
  return {
    combinations,
    rounds: found.map((round, index) => ({
      ...round,
      epochs: Math.max(1, Math.round(epochs / factor ** (last - index))),
    })),
  };
}

class SweepRun {
  private readonly journal: SweepJournal;
  private readonly name: string;
  private readonly signal: AbortSignal | undefined;
  private stopped = false;

  constructor(
    private readonly args: SweepArgs,
    private readonly runner: TrialRunner,
  ) {
    this.name = args.name ?? 'sweep';
    // The cell's that runs the sweep: another cell has another one.
    this.signal = args.signal ?? displayHost()?.interruptSignal;
    this.journal = new SweepJournal(args.log.sweepFile(this.name));
  }

  async all({ combinations, rounds: planned }: Rounds): Promise<SweepResult> {
    const known = await this.journal.outcomes();
    const trials: SweepTrial[] = [];
    let going = combinations.map((parameters, index) => ({ parameters, index }));
    let round: SweepTrial[] = [];
    for (const { count, epochs } of planned) {
      if (round.length > 0) going = this.bestOf(going, round).slice(0, count);
      const specs = going.map(({ parameters, index }) => this.spec(parameters, index, epochs));
      round = await this.round(specs, known);
      trials.push(...round);
      if (this.stopped) break;
    }
    await this.args.log.save().catch((error: Error) => warn(this, error.message));
    const [best] = this.bestOf(round, round);
    return { trials, best: best?.score === undefined ? undefined : best, finished: !this.stopped };
  }

  private spec(parameters: Parameters, index: number, epochs: number): TrialSpec {
    const { seed = 0, monitor, mode } = this.args;
    const own = randomGenerator(seed * 1_000_003 + index).nextInteger(0x7fffffff);
    return {
      key: trialKey(this.name, parameters, epochs, own),
      index,
      parameters,
      epochs,
      seed: own,
      monitor,
      mode,
    };
  }

  /** All trials of a round, as many at once as the runner takes. */
  private async round(specs: readonly TrialSpec[], known: Map<string, TrialOutcome>): Promise<SweepTrial[]> {
    const done: SweepTrial[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < specs.length && !this.isStopped()) {
        const place = next++;
        const trial = await this.trial(specs[place]!, known);
        if (trial !== undefined) done[place] = trial;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.runner.width, specs.length) }, lane));
    return done.filter((trial) => trial !== undefined);
  }

  /** Undefined where it was stopped in the middle. */
  private async trial(spec: TrialSpec, known: Map<string, TrialOutcome>): Promise<SweepTrial | undefined> {
    const { key, parameters, epochs } = spec;
    let outcome = known.get(key);
    if (outcome === undefined) {
      try {
        outcome = await this.withRetries(spec);
      } catch (error) {
        if (this.isStopped()) return undefined;
        const message = error instanceof Error ? error.message : String(error);
        warn(this, `sweep: ${shown(parameters)} failed: ${message}`);
        return { parameters, epochs, score: undefined, run: undefined, error: message };
      }
      // A training that was interrupted has a score of its first epochs.
      if (this.isStopped() && !this.runner.isElsewhere) return undefined;
      await this.journal.add(key, outcome);
      known.set(key, outcome);
    }
    const { score, facts, history, layers } = outcome;
    const kept = history === undefined || layers === undefined ? undefined : { history, layers };
    const run = await this.args.log.addTrial(key, facts, kept);
    if (this.args.verbose !== false) {
      printLine(
        `${run}  ${score.toLocaleString(locale(), { maximumFractionDigits: 4 })}  ${shown(parameters)}`,
      );
    }
    return { parameters, epochs, score, run, error: undefined };
  }

  private async withRetries(spec: TrialSpec): Promise<TrialOutcome> {
    for (let left = this.args.retries ?? 2; ; left--) {
      try {
        return await this.untilStopped(this.runner.run(spec));
      } catch (error) {
        if (!(error instanceof TrialKilled) || left <= 0 || this.isStopped()) throw error;
      }
    }
  }

  /** @throws if the sweep is stopped, while a trial elsewhere goes on */
  private async untilStopped<T>(trial: Promise<T>): Promise<T> {
    if (!this.runner.isElsewhere || this.signal === undefined) return trial;
    const { signal } = this;
    let stop: () => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(new Error('the sweep was stopped'));
    });
    signal.addEventListener('abort', stop);
    // Its process is ended with the sweep; nobody waits for it then.
    trial.catch(() => {});
    return Promise.race([trial, stopped]).finally(() => signal.removeEventListener('abort', stop));
  }

  /** What goes with the trials of a round, the best first; failed ones are left out. */
  private bestOf<T>(all: readonly T[], round: readonly SweepTrial[]): T[] {
    const sign = isLowerBetter({ monitor: this.args.monitor, mode: this.args.mode }) ? -1 : 1;
    const scores = round.map(({ score }) =>
      score === undefined || Number.isNaN(score) ? undefined : sign * score,
    );
    return all
      .map((one, index) => ({ one, score: scores[index] }))
      .filter(({ score }) => score !== undefined)
      .sort((a, b) => b.score! - a.score!)
      .map(({ one }) => one);
  }

  private isStopped(): boolean {
    this.stopped ||= this.signal?.aborted ?? false;
    return this.stopped;
  }
}

async function runnerFor(
  train: TrainFunction | string | URL,
  { processes, redis }: SweepArgs,
): Promise<TrialRunner> {
  if (typeof train === 'function') {
    if (redis === undefined && processes === undefined) return hereRunner(train);
    throw new ArgumentError(
      `sweep: a function cannot leave this process. For ${redis === undefined ? 'processes' : 'redis'} give the path of a module that exports it as train.`,
    );
  }
  const isUrl = train instanceof URL || train.startsWith('file:');
  const module = path.resolve(isUrl ? fileURLToPath(train) : train);
  if (redis === undefined) return processRunner(module, processes);
  const { queueRunner } = await import('./queueRunner.js');
  return queueRunner(module, redis);
}

function requireArguments(space: SweepSpace, { strategy = 'grid', ...args }: SweepArgs): void {
  if (Object.keys(space).length === 0) {
    throw new ArgumentError(
      'sweep: expected hyper-parameters, as in { batchSize: [32, 64] }; received none.',
    );
  }
  if (!['grid', 'random', 'halving'].includes(strategy)) {
    throw new ArgumentError(`sweep: strategy must be 'grid', 'random' or 'halving'; received "${strategy}".`);
  }
  if (strategy === 'random' && args.trials === undefined) {
    throw new ArgumentError("sweep: strategy 'random' needs trials: how many combinations to draw.");
  }
  if (strategy === 'grid' && args.trials !== undefined) {
    throw new ArgumentError(
      "sweep: a grid has as many trials as combinations; for trials choose strategy 'random'.",
    );
  }
  for (const name of ['trials', 'epochs', 'processes'] as const) {
    if (args[name] !== undefined) requireWholeNumber('sweep', name, args[name], 1);
  }
  if (args.factor !== undefined) requireWholeNumber('sweep', 'factor', args.factor, 2);
  if (args.retries !== undefined) requireWholeNumber('sweep', 'retries', args.retries, 0);
}

/** { a: 1, b: 'x' } → "a 1, b x" */
function shown(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
