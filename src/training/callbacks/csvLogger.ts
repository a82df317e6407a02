/** Writes every epoch as a line of a CSV file, in Keras's exact text. Mirrors keras.callbacks.CSVLogger. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Callback } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { pythonFloat } from '../text/pythonFloat.js';

/** Arguments of `callbacks.csvLogger`. */
export interface CSVLoggerArgs {
  /** Between the columns. Default a comma. */
  separator?: string;
  /** Whether lines are added to a file that is there already. Default false: it is replaced. */
  append?: boolean;
}

/**
 * One line an epoch: its number, then the logs sorted by name. Where the first epoch has no validation, columns `val_*`
 * are added all the same and hold NA, as in Keras. Lines end with CR LF.
 * @example callbacks.csvLogger('training.csv')
 */
export function csvLogger(filename: string, args: CSVLoggerArgs = {}): CSVLogger {
  return new CSVLogger(filename, args);
}

/** The callback that `callbacks.csvLogger` makes. */
export class CSVLogger implements Callback {
  private readonly file: string;
  private readonly separator: string;
  private keys: string[] | undefined;

  constructor(
    filename: string,
    private readonly args: CSVLoggerArgs,
  ) {
    this.file = path.resolve(filename);
    this.separator = args.separator ?? ',';
  }

  onTrainBegin(): void {
    this.keys = undefined;
    mkdirSync(path.dirname(this.file), { recursive: true });
    if (this.args.append !== true) writeFileSync(this.file, '');
  }

  getState(): CallbackState {
    return { values: { keys: this.keys, text: this.text() } };
  }

  /** Also a line of an epoch that is gone through again is taken back. */
  setState({ values }: CallbackState): void {
    this.keys = values.keys as string[] | undefined;
    writeFileSync(this.file, String(values.text));
  }

  onEpochEnd(epoch: number, logs: Readonly<Record<string, unknown>> = {}): void {
    if (this.keys === undefined) {
      const names = Object.keys(logs).sort();
      const hasValidation = names.some((name) => name.startsWith('val_'));
      this.keys = hasValidation ? names : [...names, ...names.map((name) => `val_${name}`)];
      if (this.text() === '') this.write(['epoch', ...this.keys]);
    }
    this.write([String(epoch), ...this.keys.map((key) => (key in logs ? cellText(logs[key]) : 'NA'))]);
  }

  private text(): string {
    try {
      return readFileSync(this.file, 'utf8');
    } catch {
      // Not there yet: the first line makes it.
      return '';
    }
  }

  private write(cells: readonly string[]): void {
    appendFileSync(this.file, `${cells.map((cell) => this.quoted(cell)).join(this.separator)}\r\n`);
  }

  /** As Python's csv module: quotes where they are needed. */
  private quoted(cell: string): string {
    const needsQuotes = cell.includes(this.separator) || /["\r\n]/.test(cell);
    return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
}

/** As Python writes it: floats with a point, whole numbers (of type bigint) without, lists as "[1.0, 2.5]". */
function cellText(value: unknown): string {
  if (typeof value === 'number') return pythonFloat(value);
  if (Array.isArray(value)) return `"[${value.map(cellText).join(', ')}]"`;
  return String(value);
}
