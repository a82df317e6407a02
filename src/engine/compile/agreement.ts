/** Whether a graph computes what the function does. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../tensorflow.js';

/** How far two ways of computing the same may differ by rounding, in units of the largest number of the tensor. */
const relative = 1e-3;

/** How far besides: an output, and a variable. A gradient that is nothing but rounding (of a bias before a normalization)
 *  becomes a part of a step where an optimizer divides it by its own size, in either way another. */
const slack = { output: 1e-6, variable: 5e-5 } as const;

/** The same for bfloat16, whose steps are 1/256 wide, after many operations. */
const rough = 0.05;

/** By how much a nudge changes a number, at most: a few units of float32's last digit. */
const nudge = 1e-6;

/** How much further than a nudge moves a tensor rounding may move it: it happens everywhere, a nudge only at the start. */
const amplification = 4;

/** What a function, or the graph made of it, gives. */
export interface Results {
  readonly outputs: readonly Tensor[];
  /** The new values of its variables. */
  readonly values: readonly Tensor[];
}

/**
 * Whether all numbers agree.
 * @param nudged what the graph gives from a state that was nudged: what that moves, rounding moves as well
 */
export function agree(actual: Results, expected: Results, nudged?: Results): boolean {
  const kinds = [
    ['outputs', slack.output],
    ['values', slack.variable],
  ] as const;
  return kinds.every(([kind, absolute]) =>
    actual[kind].every((tensor, index) =>
      close(tensor, expected[kind][index]!, absolute + movement(tensor, nudged?.[kind][index])),
    ),
  );
}

/** Whether results in bfloat16 are the float32 ones as far as one can tell: outputs within a few of its last digits, and
 *  every variable as finite as it was. How far a variable moves is no measure: an optimizer may make a whole step of the
 *  smallest gradient. */
export function roughlyAgree(actual: Results, expected: Results): boolean {
  const isClose = actual.outputs.every((output, index) => close(output, expected.outputs[index]!, 0, rough));
  return isClose && actual.values.every((value, index) => asFinite(value, expected.values[index]!));
}

function asFinite(actual: Tensor, expected: Tensor): boolean {
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  for (let index = 0; index < b.length; index++) {
    if (Number.isFinite(a[index]!) !== Number.isFinite(b[index]!)) return false;
  }
  return true;
}

/** A tensor whose float32 numbers have moved a little, away from zero, so that whole ones keep their whole part. The same
 *  way each time. */
export function nudged(tensor: Tensor): Tensor {
  if (tensor.dtype !== 'float32') return tf.clone(tensor);
  return tf.tidy(() => {
    const { size, shape } = tensor;
    // The golden ratio's multiples lie evenly in 0 … 1 and never repeat.
    const factors = Float32Array.from({ length: size }, (_, place) => 1 + nudge * ((place * 0.618034) % 1));
    return tf.mul(tensor, tf.tensor(factors, shape));
  });
}

/** How far a nudge moved any number of a tensor, and so how far rounding may. */
function movement(tensor: Tensor, nudged: Tensor | undefined): number {
  if (nudged === undefined) return 0;
  const [a, b] = [tensor.dataSync(), nudged.dataSync()];
  let most = 0;
  for (let index = 0; index < a.length; index++) {
    const moved = Math.abs(a[index]! - b[index]!);
    if (moved > most) most = moved;
  }
  return amplification * most;
}

function close(actual: Tensor, expected: Tensor, absolute: number, share = relative): boolean {
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype) return false;
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  let largest = 0;
  for (const value of b) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const allowed = absolute + share * largest;
  for (let index = 0; index < b.length; index++) {
    const [x, y] = [a[index]!, b[index]!];
    if (!Object.is(x, y) && !(Math.abs(x - y) <= allowed)) return false;
  }
  return true;
}
