/** Tables of images: a CSV or JSON file, or rows that are objects already. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { ArgumentError, DataError } from '../../errors.js';

/** What a cell may hold; several labels stand in a list. */
export type TableValue = string | number | boolean | null | undefined | readonly string[];

/** A row: its values by their columns. */
export type TableRow = Readonly<Record<string, TableValue>>;

/**
 * @param table rows, or a .csv or .json file of them; a CSV column of nothing but numbers holds numbers
 * @throws {DataError} if the file cannot be read
 */
export function tableRows(table: string | readonly TableRow[]): readonly TableRow[] {
  if (typeof table !== 'string') {
    if (Array.isArray(table)) return table;
    throw new ArgumentError(
      'flowFromDataframe: the table must be a list of rows or the name of a .csv or .json file.',
    );
  }
  try {
    const text = readFileSync(table, 'utf8');
    const rows: unknown = table.toLowerCase().endsWith('.json')
      ? JSON.parse(text)
      : parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
    if (!Array.isArray(rows)) throw new TypeError('it holds no list of rows');
    return table.toLowerCase().endsWith('.json') ? rows : withNumbers(rows);
  } catch (error) {
    throw new DataError(`${table} could not be read as a table: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function withNumbers(rows: readonly Record<string, string>[]): TableRow[] {
  const columns = Object.keys(rows[0] ?? {});
  const numeric = new Set(
    columns.filter((column) =>
      rows.every((row) => row[column] !== '' && Number.isFinite(Number(row[column]))),
    ),
  );
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, numeric.has(column) ? Number(value) : value]),
    ),
  );
}
