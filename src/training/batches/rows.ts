/** Numbers in any form → tensors. */
import type { Tensor, TypedArray } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { NumberArray, Rows, RowsOf } from './trainingData.js';

/** Whether this is one set of rows, rather than several. */
export function isRows(value: unknown): value is Rows {
  return value instanceof tf.Tensor || ArrayBuffer.isView(value) || Array.isArray(value);
}

/**
 * A tensor with one row a sample; the tensor itself where it is one already.
 * @param what the argument's name, for errors
 * @throws {ArgumentError} for rows of different lengths and for what is no number
 */
export function tensorOfRows(rows: Rows, what: string): Tensor {
  if (rows instanceof tf.Tensor) return rows;
  if (isTypedArray(rows)) return tf.tensor(engineArray(rows));
  const shape = shapeOf(rows, what);
  const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1));
  fill(numbers, rows, shape, 0, what);
  return tf.tensor(numbers, shape);
}

/**
 * The rows of every input or output, in order.
 * @param names the inputs' or outputs' names; undefined where the model does not know them yet
 * @param what `x`, `y` or `sampleWeight`
 * @throws {ArgumentError} for another number of rows, and for names that are none
 */
export function listOfRows(value: RowsOf, names: readonly string[] | undefined, what: string): Rows[] {
  if (value === undefined || value === null) {
    throw new ArgumentError(
      `${what}: expected tensors, typed arrays or nested arrays of numbers; received ${value}.`,
    );
  }
  const count = names?.length ?? 1;
  if (!isRows(value)) return byName(value as Readonly<Record<string, Rows>>, names, what);
  if (!Array.isArray(value)) return [value as Rows];
  const isList = value.every((one) => (count > 1 ? isRows(one) : one instanceof tf.Tensor));
  return isList && value.length > 0 ? [...(value as Rows[])] : [value as Rows];
}

function byName(
  record: Readonly<Record<string, Rows>>,
  names: readonly string[] | undefined,
  what: string,
): Rows[] {
  const given = Object.keys(record);
  const wanted = names ?? given;
  const unknown = given.find((name) => !wanted.includes(name));
  const missing = wanted.find((name) => !given.includes(name));
  if (unknown === undefined && missing === undefined) return wanted.map((name) => record[name]!);
  const wrong = unknown === undefined ? `“${missing}” is missing` : `there is no “${unknown}”`;
  throw new ArgumentError(`${what}: ${wrong}. Expected the names ${wanted.join(', ')}.`);
}

function isTypedArray(rows: unknown): rows is NumberArray {
  return ArrayBuffer.isView(rows);
}

/** What tfjs takes: of 64-bit floats it would take no notice. */
function engineArray(array: NumberArray): TypedArray {
  const isOwn = array instanceof Float32Array || array instanceof Int32Array || array instanceof Uint8Array;
  if (isOwn) return array;
  const isWhole = /^U?Int/.test((array as object).constructor.name);
  return isWhole ? Int32Array.from(array) : Float32Array.from(array);
}

function shapeOf(rows: Rows, what: string): number[] {
  const shape: number[] = [];
  let level: unknown = rows;
  while (Array.isArray(level) || ArrayBuffer.isView(level)) {
    const { length } = level as unknown as ArrayLike<unknown>;
    shape.push(length);
    level = (level as unknown as ArrayLike<unknown>)[0];
    if (length === 0) break;
  }
  if (level instanceof tf.Tensor) {
    throw new ArgumentError(
      `${what}: a list of ${shape[0]} tensors stands where one tensor is expected. Join them with tf.stack.`,
    );
  }
  return shape;
}

function fill(
  numbers: Float32Array,
  level: unknown,
  shape: readonly number[],
  from: number,
  what: string,
): number {
  const [length, ...inner] = shape;
  const items = level as ArrayLike<unknown>;
  const isList = Array.isArray(level) || ArrayBuffer.isView(level);
  if (!isList || items.length !== length) {
    const found = isList ? `one of ${items.length}` : `a lone ${String(level)}`;
    throw new ArgumentError(`${what}: its rows differ: expected rows of ${length}, found ${found}.`);
  }
  let at = from;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (inner.length > 0) at = fill(numbers, item, inner, at, what);
    else if (typeof item === 'number' || typeof item === 'boolean') numbers[at++] = Number(item);
    else throw new ArgumentError(`${what}: expected numbers; found ${JSON.stringify(item) ?? String(item)}.`);
  }
  return at;
}
