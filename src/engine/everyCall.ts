/** What JavaScript decides anew at every call of a function that computes with tensors: a drawn seed, the learning rate,
 *  a counter. Said through here, it can be repeated when the function runs as a recorded graph. */
import type { DataType, Tensor } from '@tensorflow/tfjs';
import type { Composite } from './composite.js';
import { meanwhile } from './meanwhile.js';
import { tf } from './tensorflow.js';

/** Numbers that JavaScript gives. */
export interface FreshNumbers {
  shape: readonly number[];
  dtype: 'float32' | 'int32';
  /** Gives the numbers of this call. */
  read(): readonly number[];
}

/** Whoever records a call. */
export interface CallObserver {
  /** A tensor of fresh numbers was made. */
  fresh(tensor: Tensor, numbers: FreshNumbers, values: readonly number[]): void;
  /** JavaScript did something that every call does. */
  effect(run: () => void): void;
  /** Operations that belong together have run. */
  composite(group: Composite): void;
}

let current: CallObserver | undefined;

/** Whoever is recording now. */
export function observer(): CallObserver | undefined {
  return current;
}

/** A tensor of numbers that JavaScript decides anew at every call. */
export function freshTensor(numbers: FreshNumbers): Tensor {
  const values = numbers.read();
  const tensor = tf.tensor([...values], [...numbers.shape], numbers.dtype as DataType);
  current?.fresh(tensor, numbers, values);
  return tensor;
}

/** Does something beside the computation now, and again whenever what is being recorded runs. */
export function onEveryCall(run: () => void): void {
  run();
  current?.effect(run);
}

/** Lets someone watch while a function runs. */
export function observed<Result>(by: CallObserver, run: () => Result): Result {
  const before = current;
  return meanwhile(() => {
    current = by;
    return () => {
      current = before;
    };
  }, run);
}
