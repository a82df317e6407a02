/** A log's workbook and its journal on the disk, shared with other processes. A row goes into the journal first; the
 *  workbook is replaced soon after, with all rows that have come meanwhile. */
import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { withFileLock } from '../data/fileLock.js';
import { locale } from '../display/locale.js';
import { warn } from '../display/warn.js';
import { DataError } from '../errors.js';
import type { ColumnKey } from './columns.js';
import { average } from './columns.js';
import { Journal } from './journal.js';
import { type LogRow, LogSheet, runNumber, valuesOf } from './logSheet.js';
import type { CellValue } from './xlsx/cells.js';
import { readParts, writeParts } from './xlsx/workbookParts.js';

/** The workbook is written at most for a fifth of the time. */
const restFactor = 4;
const shortestRestMs = 20;

/** Processes take turns; each turn is short. */
const lockPollMs = 5;

/** A run's files. */
export interface RunFiles {
  /** To be called after the run. */
  folder: string;
  /** The cells that lead there. */
  links(run: string): LogRow;
}

interface NewRow {
  row: LogRow;
  files: RunFiles | undefined;
  resolve: (run: string) => void;
  reject: (error: unknown) => void;
}

/** The rows of a log: columns by key, the student's own by their headings. */
export interface LogTable {
  columns: string[];
  rows: Map<string, CellValue>[];
}

export class LogFile {
  private readonly journal: Journal;
  private sheet: LogSheet | undefined;
  private stamp: string | undefined;
  private waiting: NewRow[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private lastSaveMs = 0;

  private constructor(readonly file: string) {
    this.journal = new Journal(`${file}.rows`);
  }

  private static readonly files = new Map<string, LogFile>();

  /** The one for a path: two logs of one process share it. */
  static of(file: string): LogFile {
    const whole = path.resolve(file);
    const known = LogFile.files.get(whole) ?? new LogFile(whole);
    LogFile.files.set(whole, known);
    return known;
  }

  /** Where the files of runs are kept. */
  get runsFolder(): string {
    return `${this.file.replace(/\.xlsx$/i, '')}.runs`;
  }

  /**
   * Adds a row and says the run's name. It is safe when the promise is kept; the workbook follows by itself.
   * A row whose id is there already is not added again.
   * @throws {DataError} if not even the journal can be written
   */
  add(row: LogRow, files?: RunFiles): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, files, resolve, reject });
      if (this.waiting.length === 1) this.alone(() => this.writeWaiting()).catch(() => {});
    });
  }

  /**
   * Brings the workbook up to date.
   * @throws {DataError} if it is open elsewhere, broken, or not a log: the rows stay in the journal
   */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.alone(() => this.writeWorkbook());
  }

  /** The rows of the workbook, and after them those that wait. @throws {DataError} as `save` */
  async rows(): Promise<LogTable> {
    return this.alone(async () => {
      const sheet = await this.current();
      const pending = (await this.journal.rows()).filter((row) => sheet?.has(String(row.id)) !== true);
      const waiting = pending.map(valuesOf);
      const columns = [...(sheet?.columnNames ?? [])];
      for (const name of waiting.flatMap((row) => [...row.keys()])) {
        if (!columns.includes(name)) columns.push(name);
      }
      return { columns, rows: [...(sheet?.allRows ?? []).map(({ values }) => values), ...waiting] };
    });
  }

  /** One thing at a time: in this process by waiting in line, among processes by a lock. */
  private alone<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(() => withFileLock(`${this.file}.lock`, action, { pollMs: lockPollMs }));
    this.turn = mine.catch(() => {});
    return mine;
  }

  private async writeWaiting(): Promise<void> {
    const taken = this.waiting;
    this.waiting = [];
    try {
      const pending = await this.journal.rows();
      const sheet = await this.current().catch(() => this.sheet);
      const names = new Map(pending.map(({ id, run }) => [String(id), String(run)]));
      let next = pending.reduce((least, { run }) => Math.max(least, runNumber(run) + 1), sheet?.nextRun ?? 0);
      const fresh: LogRow[] = [];
      const given: string[] = [];
      for (const { row, files } of taken) {
        const id = String(row.id);
        const known = names.get(id) ?? sheet?.nameOf(id);
        const run = known ?? `T${next++}`;
        given.push(run);
        if (known !== undefined) {
          if (files !== undefined) await rm(files.folder, { recursive: true, force: true });
          continue;
        }
        names.set(id, run);
        if (files !== undefined) await this.nameFolder(files.folder, run);
        fresh.push({ run, ...row, ...files?.links(run) });
      }
      if (fresh.length > 0) await this.journal.append(fresh);
      taken.forEach(({ resolve }, index) => {
        resolve(given[index]!);
      });
      this.saveSoon();
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  /** A folder that has the name already belongs to a log that was deleted; it is kept under another one. */
  private async nameFolder(folder: string, run: string): Promise<void> {
    const named = path.join(this.runsFolder, run);
    if (existsSync(named)) await rename(named, `${named} ${new Date().toISOString().replaceAll(':', '-')}`);
    await rename(folder, named);
  }

  private saveSoon(): void {
    if (this.timer !== undefined) return;
    const save = (): void => {
      this.timer = undefined;
      this.alone(() => this.writeWorkbook()).catch((error: Error) => {
        warn(this, error.message);
      });
    };
    this.timer = setTimeout(save, Math.max(shortestRestMs, restFactor * this.lastSaveMs));
  }

  private async writeWorkbook(): Promise<void> {
    const started = performance.now();
    const rows = await this.journal.rows();
    if (rows.length === 0) return;
    const kept = `${rows.length === 1 ? 'The new row is' : `${rows.length} new rows are`} kept in ${this.journal.file} and put in when the workbook can be written.`;
    try {
      requireClosed(this.file);
      const sheet = (await this.current()) ?? LogSheet.create(outputsIn(rows), valuesIn(rows), locale());
      this.sheet = undefined;
      sheet.append(rows);
      await writeParts(this.file, sheet.parts);
      this.sheet = sheet;
      this.stamp = await stampOf(this.file);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`${error.message} ${kept}`, { cause: error });
    }
    await this.journal.clear();
    this.lastSaveMs = performance.now() - started;
  }

  /** The sheet as it is on the disk now; undefined if there is no file yet. */
  private async current(): Promise<LogSheet | undefined> {
    const stamp = await stampOf(this.file);
    if (stamp === undefined) {
      this.sheet = undefined;
      return undefined;
    }
    if (this.sheet !== undefined && stamp === this.stamp) return this.sheet;
    this.sheet = LogSheet.in(await readParts(this.file), this.file, locale());
    this.stamp = stamp;
    return this.sheet;
  }
}

async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/**
 * Excel and LibreOffice leave a small file beside a workbook that they have open. Replaced meanwhile, it would be lost at
 * their next save.
 */
function requireClosed(file: string): void {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  const marks = [
    { mark: `~$${name}`, program: 'Excel' },
    { mark: `.~lock.${name}#`, program: 'LibreOffice' },
  ];
  for (const { mark, program } of marks) {
    if (!existsSync(path.join(folder, mark))) continue;
    throw new DataError(
      `${file} is open in ${program}. Close it there (or, if it is not, delete the file ${mark} beside it).`,
    );
  }
}

function outputsIn(rows: readonly LogRow[]): string[] {
  const names = rows
    .flatMap((row) => Object.keys(row))
    .filter((key) => /^(source|target):/.test(key))
    .map((key) => key.slice(key.indexOf(':') + 1));
  return [...new Set(names)].filter((name) => name !== average);
}

function valuesIn(rows: readonly LogRow[]): string[] {
  const keys = rows.flatMap((row) => Object.keys(row) as ColumnKey[]);
  return [...new Set(keys.filter((key) => key.startsWith('value:')))].map((key) =>
    key.slice('value:'.length),
  );
}
