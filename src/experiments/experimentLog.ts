/** The training log of the course: a workbook with a row for every run. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { printLine } from '../display/printLine.js';
import { warn } from '../display/warn.js';
import { ArgumentError } from '../errors.js';
import type { FinishedFit, FitLog } from '../training/fitLog.js';
import { architectureChanges, architectureOf } from './architecture.js';
import { LogFile, type LogTable } from './logFile.js';
import type { LogRow } from './logSheet.js';
import { Run } from './run.js';
import { type RunFacts, rowOf } from './runFacts.js';
import { type KeptHistory, readHistory, readLayers, runLinks, writeRunFolder } from './runFolder.js';

/** Arguments of `ExperimentLog.open`. */
export interface ExperimentLogArgs {
  /** Whether the weights of every run are kept beside the workbook, with a link. Default true. */
  keepWeights?: boolean;
}

/**
 * A log of trainings in an .xlsx workbook, which Excel and LibreOffice open. Rows typed by hand, columns, sheets, charts
 * and formats of your own stay. Curves, layers and weights of `log.xlsx` are kept in `log.runs`, a folder a run; rows that
 * could not be put into the workbook, because it is open in Excel or damaged, in `log.xlsx.rows` until they can.
 * @example
 * const folder = await mkdtemp(path.join(os.tmpdir(), 'log-'));
 * const log = await ExperimentLog.open(path.join(folder, 'log.xlsx'));
 * await model.fit(train, { epochs: 1, validationData: test, verbose: 0, log }); // a row by itself: T0
 */
export class ExperimentLog implements FitLog {
  readonly #file: LogFile;
  readonly #keepWeights: boolean;

  private constructor(file: LogFile, { keepWeights = true }: ExperimentLogArgs) {
    this.#file = file;
    this.#keepWeights = keepWeights;
  }

  /**
   * Opens a log, or prepares one: a new workbook is made with its first run. Rows that were kept beside it go in.
   * @param file ends in .xlsx
   * @throws {ArgumentError} for another ending
   * @throws {DataError} if the file is no whole workbook, or has no log in it
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'log-'));
   * const log = await ExperimentLog.open(path.join(folder, 'log.xlsx'));
   */
  static async open(file: string, args: ExperimentLogArgs = {}): Promise<ExperimentLog> {
    if (typeof file !== 'string' || path.extname(file).toLowerCase() !== '.xlsx') {
      throw new ArgumentError(`ExperimentLog.open: expected a file ending in .xlsx; received "${file}".`);
    }
    const log = new ExperimentLog(LogFile.of(file), args);
    await log.#file.rows();
    await log.#file.save().catch((error: Error) => warn(log, error.message));
    return log;
  }

  /** The workbook's path. */
  get file(): string {
    return this.#file.file;
  }

  /**
   * Adds a row that is told by hand. It is safe when the promise is kept; the workbook follows by itself.
   * @returns the run's name: T0, T1, …
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await log.add({ batchSize: 32, epochs: 10, learningRate: 0.001, source: { accuracy: 0.71 } }); // 'T0'
   */
  async add(facts: RunFacts): Promise<string> {
    return this.#file.add(newRow(facts, randomUUID()));
  }

  /**
   * Runs a training and adds its row, also if the training fails: then with the error as a note.
   * @param train gets the run, for `fit(…, { log: run })` and `run.note({ … })`
   * @returns what `train` returns
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * const history = await log.run({ file: '01-cifar10.ipynb', architectureChanges: 'none' }, (run) =>
   *   model.fit(train, { epochs: 1, validationData: test, verbose: 0, log: run }),
   * );
   */
  async run<Result>(facts: RunFacts, train: (run: Run) => Result | Promise<Result>): Promise<Result> {
    const run = new Run(facts);
    let result: Result;
    try {
      result = await train(run);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      run.note({ notes: [run.facts.notes, message].filter((note) => note !== undefined).join('\n') });
      await this.#write(run);
      throw error;
    }
    await this.#write(run);
    return result;
  }

  /**
   * The log for one training, about which something is said by hand.
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await model.fit(train, {
   *   validationData: test,
   *   verbose: 0,
   *   log: log.with({ dataset: 'shapes10', targetData: test, notes: 'a darker room' }),
   * });
   */
  with(facts: RunFacts): FitLog {
    return { trained: (fit) => this.#noteFit(fit, facts) };
  }

  /** Called by `fit` at its end. */
  async trained(fit: FinishedFit): Promise<void> {
    await this.#noteFit(fit, {});
  }

  /**
   * Waits until the workbook has every row.
   * @throws {DataError} if it is open in Excel, damaged, or no log any more: the rows stay in `….xlsx.rows` until it can be
   *   written
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await log.add({ notes: 'by hand' });
   * await log.save();
   */
  async save(): Promise<void> {
    await this.#file.save();
  }

  /**
   * All rows, those typed by hand too: values by column (`run`, `batchSize`, …, `source:average`, `value:dropout`), the
   * student's own by their heading. Dates are days since 1899-12-30, as in Excel, or texts while a row waits.
   * @throws {DataError} if the workbook cannot be read
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await log.add({ epochs: 10 });
   * (await log.rows())[0]!.epochs; // 10
   */
  async rows(): Promise<Record<string, string | number | boolean>[]> {
    const { rows } = await this.#file.rows();
    return rows.map((row) => Object.fromEntries(row));
  }

  /**
   * The curves of a run that `fit` has noted, as `plots.history` takes them.
   * @throws {ArgumentError} if none were kept of it
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await model.fit(train, { validationData: test, verbose: 0, log });
   * plots.history(await log.history('T0'));
   */
  async history(run: string): Promise<KeptHistory> {
    const kept = await readHistory(this.#file.runsFolder, run);
    if (kept !== undefined) return kept;
    throw new ArgumentError(`log.history: no curves were kept of run "${run}" of ${this.file}.`);
  }

  /**
   * Adds a row unless there is one with this id already.
   * @internal for `sweep`, whose trials may be told twice
   */
  async addOnce(id: string, facts: RunFacts): Promise<string> {
    return this.#file.add(newRow(facts, id));
  }

  async #noteFit(fit: FinishedFit, facts: RunFacts): Promise<void> {
    const run = new Run(facts);
    await run.trained(fit);
    await this.#write(run);
  }

  /** A training is not lost for a workbook that cannot be written: that is a warning. */
  async #write(run: Run): Promise<void> {
    const { fit } = run;
    const id = randomUUID();
    if (fit === undefined) {
      await this.#file.add(newRow(run.facts, id));
    } else {
      const { runsFolder } = this.#file;
      const folder = await writeRunFolder(runsFolder, fit, this.#keepWeights);
      const changes = run.facts.architectureChanges ?? (await this.#changesOf(fit));
      const name = await this.#file.add(newRow({ ...run.facts, architectureChanges: changes }, id), {
        folder,
        links: (run) => runLinks(runsFolder, run, this.#keepWeights),
      });
      if (!fit.silent) printLine(`${name} → ${path.relative('', this.file)}`);
    }
    await this.save().catch((error: Error) => warn(run, error.message));
  }

  async #changesOf({ model }: FinishedFit): Promise<string> {
    const { rows } = await this.#table();
    for (const row of rows.toReversed()) {
      const before = await readLayers(this.#file.runsFolder, String(row.get('run')));
      if (before !== undefined) return architectureChanges(before, architectureOf(model));
    }
    return architectureChanges(undefined, architectureOf(model));
  }

  /** Without the workbook, where it cannot be read. */
  async #table(): Promise<LogTable> {
    return this.#file.rows().catch(() => ({ columns: [], rows: [] }));
  }
}

function newRow(facts: RunFacts, id: string): LogRow {
  return { date: new Date().toISOString(), ...rowOf(facts), id };
}
