/** Elements of data sets, and the tensors in them. Whoever takes an element owns its tensors. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** Anything that elements can be taken from, one after the other, again and again. */
export type Elements<T> = Iterable<T> | AsyncIterable<T>;

/** The tensors in an element: itself, or in its lists and records. */
function tensorsIn(element: unknown): Tensor[] {
  if (element instanceof tf.Tensor) return [element];
  if (typeof element !== 'object' || element === null || ArrayBuffer.isView(element)) return [];
  return Object.values(element).flatMap(tensorsIn);
}

/** Frees the tensors of an element that nobody takes. */
export function discard(element: unknown): void {
  tf.dispose(tensorsIn(element));
}

/** Frees the tensors of an element that are not in what was made of it. */
export function discardUnless(element: unknown, made: unknown): void {
  const kept = new Set(tensorsIn(made));
  tf.dispose(tensorsIn(element).filter((tensor) => !kept.has(tensor)));
}

/** The same element with tensors of its own; arrays are shared. */
export function copied<T>(element: T): T {
  if (element instanceof tf.Tensor) return tf.clone(element as Tensor) as T;
  if (tensorsIn(element).length === 0) return element;
  if (Array.isArray(element)) return element.map(copied) as T;
  const entries = Object.entries(element as object).map(([name, part]) => [name, copied(part)]);
  return Object.fromEntries(entries) as T;
}
