/** Whether a graph computes what the function does. */
import type { Tensor } from '@tensorflow/tfjs';

/** How far two ways of computing the same may differ by rounding, in units of the largest number of the tensor. */
const relative = 1e-3;

/** How far besides: an output, and a variable. A gradient that is nothing but rounding (of a bias before a normalization)
 *  becomes a part of a step where an optimizer divides it by its own size, in either way another. */
export const slack = { output: 1e-6, variable: 5e-5 } as const;

/** Whether all numbers agree. */
export function agrees(actual: Tensor, expected: Tensor, absolute: number): boolean {
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) return false;
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  let largest = 0;
  for (const value of b) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const allowed = absolute + relative * largest;
  for (let index = 0; index < b.length; index++) {
    const [x, y] = [a[index]!, b[index]!];
    if (!Object.is(x, y) && !(Math.abs(x - y) <= allowed)) return false;
  }
  return true;
}
