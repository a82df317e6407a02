/** The training log of the course: a workbook with a row for every run. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../display/displayHost.js';
import { printLine } from '../display/printLine.js';
import { warn } from '../display/warn.js';
import { ArgumentError } from '../errors.js';
import type { FinishedFit, FitLog } from '../training/fitLog.js';
import { writeAtomically } from '../weights/atomicFile.js';
import { architectureChanges, architectureOf, type LayerNote } from './architecture.js';
import { Comparison } from './comparison.js';
import { LogFile, type LogTable } from './logFile.js';
import type { LogRow } from './logSheet.js';
import { Run } from './run.js';
import { type RunFacts, rowOf } from './runFacts.js';
import {
  type KeptHistory,
  type KeptRun,
  readHistory,
  readLayers,
  runLinks,
  writeRunFolder,
} from './runFolder.js';
import { tableCsv, tableMarkdown } from './tableText.js';

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
export class ExperimentLog implements FitLog, Displayable {
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
   * student's own by their heading. Dates are days since 1899-12-30, as in Excel.
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
   * The log as a file of another kind: `.csv` (in Spanish with decimal commas and semicolons) or `.md`.
   * @throws {ArgumentError} for another ending
   * @throws {DataError} if the workbook cannot be read, or the file not be written
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'log-'));
   * const log = await ExperimentLog.open(path.join(folder, 'log.xlsx'));
   * await log.add({ epochs: 10 });
   * await log.export(path.join(folder, 'log.csv'));
   */
  async export(file: string): Promise<void> {
    const text = this.#exports[path.extname(file).toLowerCase()];
    if (text === undefined) {
      throw new ArgumentError(`log.export: expected a file ending in .csv or .md; received "${file}".`);
    }
    const content = text(await this.#file.rows());
    await writeAtomically(file, true, (temporary) => writeFile(temporary, content));
  }

  /**
   * Lays runs side by side: their curves, and a table of all that differs.
   * @throws {ArgumentError} for a run that the log does not have
   * @example
   * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
   * await model.fit(train, { validationData: test, verbose: 0, log });
   * await log.add({ epochs: 2, notes: 'from last year' });
   * await log.compare(['T0', 'T1']);
   */
  async compare(runs: readonly string[]): Promise<Comparison> {
    const table = await this.#file.rows();
    const names = new Set(table.rows.map((row) => row.get('run')));
    for (const run of runs) {
      if (names.has(run)) continue;
      const known = [...names].filter((name) => name !== undefined).slice(-10);
      throw new ArgumentError(
        `log.compare: there is no run "${run}" in ${this.file}; the last ones are ${known.join(', ')}.`,
      );
    }
    if (runs.length === 0)
      throw new ArgumentError("log.compare: expected runs, as in log.compare(['T0', 'T1']).");
    const histories: Record<string, KeptHistory> = {};
    for (const run of runs) {
      const kept = await readHistory(this.#file.runsFolder, run);
      if (kept !== undefined) histories[run] = kept;
    }
    return new Comparison(runs, table, histories);
  }

  /** In a notebook: the table. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    const text = tableMarkdown(await this.#file.rows());
    return { 'text/markdown': text, 'text/plain': text };
  }

  readonly #exports: Readonly<Record<string, (table: LogTable) => string>> = {
    // Excel takes a file for UTF-8 only with this mark.
    '.csv': (table) => `\ufeff${tableCsv(table)}`,
    '.md': (table) => `${tableMarkdown(table)}\n`,
  };

  /**
   * Adds a trial of a sweep, unless there is one with this id already.
   * @internal
   */
  async addTrial(id: string, facts: RunFacts, kept: Omit<KeptRun, 'model'> | undefined): Promise<string> {
    return this.#add(id, facts, kept === undefined ? undefined : { ...kept, model: undefined });
  }

  /** Where a sweep keeps its trials' outcomes. @internal */
  sweepFile(name: string): string {
    return `${this.file.replace(/\.xlsx$/i, '')}.sweeps/${name.replace(/[^\w-]+/g, '_')}.jsonl`;
  }

  async #noteFit(fit: FinishedFit, facts: RunFacts): Promise<void> {
    const run = new Run(facts);
    await run.trained(fit);
    await this.#write(run);
  }

  /** A training is not lost for a workbook that cannot be written: that is a warning. */
  async #write(run: Run): Promise<void> {
    const { fit, facts } = run;
    const kept: KeptRun | undefined = fit && {
      history: { epoch: fit.history.epoch, history: fit.history.history },
      layers: architectureOf(fit.model),
      model: this.#keepWeights ? fit.model : undefined,
    };
    const name = await this.#add(randomUUID(), facts, kept);
    if (fit?.silent === false) printLine(`${name} → ${path.relative('', this.file)}`);
    await this.save().catch((error: Error) => warn(run, error.message));
  }

  async #add(id: string, facts: RunFacts, kept: KeptRun | undefined): Promise<string> {
    if (kept === undefined) return this.#file.add(newRow(facts, id));
    const { runsFolder } = this.#file;
    const changes = facts.architectureChanges ?? (await this.#changes(kept.layers));
    const folder = await writeRunFolder(runsFolder, kept);
    return this.#file.add(newRow({ ...facts, architectureChanges: changes }, id), {
      folder,
      links: (run) => runLinks(runsFolder, run, kept.model !== undefined),
    });
  }

  async #changes(layers: readonly LayerNote[]): Promise<string> {
    const { rows } = await this.#table();
    for (const row of rows.toReversed()) {
      const before = await readLayers(this.#file.runsFolder, String(row.get('run')));
      if (before !== undefined) return architectureChanges(before, layers);
    }
    return architectureChanges(undefined, layers);
  }

  /** Without the workbook, where it cannot be read. */
  async #table(): Promise<LogTable> {
    return this.#file.rows().catch(() => ({ columns: [], rows: [] }));
  }
}

function newRow(facts: RunFacts, id: string): LogRow {
  return { date: new Date().toISOString(), ...rowOf(facts), id };
}
