/** Arrays as elements, one a row. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { NumberArray, Rows } from '../../training/batches/trainingData.js';

/** Several arrays of as many rows, in a list or by name. */
export type Columns = readonly Rows[] | Readonly<Record<string, Rows>>;

/** What a row of such arrays is. */
export type RowOf<Column> = Column extends Tensor
  ? Tensor
  : Column extends NumberArray
    ? number
    : Column extends readonly (infer Item)[]
      ? Item
      : number;

/** One row of every array. */
export type RowsOfColumns<C extends Columns> = { -readonly [Name in keyof C]: RowOf<C[Name]> };

/** @throws {ArgumentError} for arrays of different lengths */
export function rowCount(columns: Columns): number {
  const lengths = Object.entries(columns).map(([name, rows]) => [name, lengthOf(rows)] as const);
  const [first] = lengths;
  if (first === undefined) throw new ArgumentError('Dataset.fromArrays: expected at least one array.');
  const other = lengths.find(([, length]) => length !== first[1]);
  if (other === undefined) return first[1];
  throw new ArgumentError(
    `Dataset.fromArrays: all arrays must have as many rows; “${first[0]}” has ${first[1]} and “${other[0]}” has ${other[1]}.`,
  );
}

export function* rowsOf<C extends Columns>(columns: C): Generator<RowsOfColumns<C>> {
  const entries = Object.entries(columns) as [string, Rows][];
  const count = rowCount(columns);
  for (let index = 0; index < count; index++) {
    const row = entries.map(([name, rows]) => [name, rowAt(rows, index)] as const);
    const element = Array.isArray(columns) ? row.map(([, value]) => value) : Object.fromEntries(row);
    yield element as RowsOfColumns<C>;
  }
}

function lengthOf(rows: Rows): number {
  return rows instanceof tf.Tensor ? rows.shape[0]! : rows.length;
}

function rowAt(rows: Rows, index: number): unknown {
  if (!(rows instanceof tf.Tensor)) return rows[index];
  return tf.tidy(() => tf.squeeze(tf.slice(rows, [index], [1]), [0]));
}
