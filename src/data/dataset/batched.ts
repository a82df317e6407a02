/** Elements put together to batches. */
import type { Tensor, TensorLike, TypedArray } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { NumberArray } from '../../training/batches/trainingData.js';
import { discard, type Elements } from './elements.js';

/** What a batch of such elements is: a tensor for each part, [batch, …]. */
export type BatchOf<T> = T extends Tensor | number | boolean | NumberArray
  ? Tensor
  : { -readonly [Part in keyof T]: Tensor };

export async function* batched<T>(
  source: Elements<T>,
  size: number,
  dropRemainder: boolean,
): AsyncGenerator<BatchOf<T>> {
  let elements: T[] = [];
  try {
    for await (const element of source) {
      elements.push(element);
      if (elements.length < size) continue;
      const full = elements;
      elements = [];
      yield together(full);
    }
    if (elements.length === 0 || dropRemainder) return;
    const rest = elements;
    elements = [];
    yield together(rest);
  } finally {
    discard(elements);
  }
}

/** @throws {ArgumentError} for elements that are not of one form */
function together<T>(elements: readonly T[]): BatchOf<T> {
  try {
    const first = elements[0];
    if (isPart(first)) return stacked(elements, 'element') as BatchOf<T>;
    const names = Object.keys(first as object);
    const parts = names.map((name) => {
      const column = elements.map((element) => (element as Record<string, unknown>)[name]);
      return [name, stacked(column, Array.isArray(first) ? `part ${name}` : name)] as const;
    });
    const batch = Array.isArray(first) ? parts.map(([, tensor]) => tensor) : Object.fromEntries(parts);
    return batch as BatchOf<T>;
  } finally {
    discard(elements);
  }
}

function isPart(value: unknown): boolean {
  return (
    typeof value !== 'object' || value === null || value instanceof tf.Tensor || ArrayBuffer.isView(value)
  );
}

function stacked(rows: readonly unknown[], what: string): Tensor {
  try {
    if (rows[0] instanceof tf.Tensor) return tf.stack(rows as Tensor[]);
    if (ArrayBuffer.isView(rows[0])) return joined(rows as NumberArray[]);
    return tf.tensor(rows as TensorLike);
  } catch (error) {
    throw new ArgumentError(
      `batch: the elements' ${what} cannot be put together to one tensor: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function joined(rows: readonly NumberArray[]): Tensor {
  const { length } = rows[0]!;
  if (rows.some((row) => row.length !== length)) throw new ArgumentError(`not all have ${length} numbers`);
  const isWhole = /^U?Int/.test((rows[0] as object).constructor.name);
  const all: TypedArray = new (isWhole ? Int32Array : Float32Array)(rows.length * length);
  for (const [index, row] of rows.entries()) all.set(row, index * length);
  return tf.tensor(all, [rows.length, length]);
}
