/** Whether a graph computes what the function does. */
import type { Tensor } from '@tensorflow/tfjs';

/** How far two ways of computing the same may differ by rounding, in units of the largest number of the tensor. */
const tolerance = { relative: 1e-3, absolute: 1e-6 };

/** Whether all numbers agree. */
export function agrees(actual: Tensor, expected: Tensor): boolean {
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) return false;
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  let largest = 0;
  for (const value of b) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const allowed = tolerance.absolute + tolerance.relative * largest;
  for (let index = 0; index < b.length; index++) {
    const [x, y] = [a[index]!, b[index]!];
    if (!Object.is(x, y) && !(Math.abs(x - y) <= allowed)) return false;
  }
  return true;
}
