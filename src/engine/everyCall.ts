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
  /** What is computed depends on this, as it stands before the call. */
  condition(read: () => string): void;
  /** Whether the call is only shown: numbers are not drawn, and nothing else happens, either. */
  readonly isRehearsal: boolean;
}

let current: CallObserver | undefined;

/** Whoever is recording now. */
export function observer(): CallObserver | undefined {
  return current;
}

/** Whether someone is recording: what JavaScript reads out of a tensor now will not be read again. */
export function isObserved(): boolean {
  return current !== undefined;
}

/** A tensor of numbers that JavaScript decides anew at every call. */
export function freshTensor(numbers: FreshNumbers): Tensor {
  const values = current?.isRehearsal === true ? placeholders(numbers) : numbers.read();
  const tensor = tf.tensor([...values], [...numbers.shape], numbers.dtype as DataType);
  current?.fresh(tensor, numbers, values);
  return tensor;
}

/** A drawn number would be missing later. */
function placeholders({ shape }: FreshNumbers): readonly number[] {
  return new Array<number>(shape.reduce((product, size) => product * size, 1)).fill(1);
}

/** Says that what is computed depends on something in JavaScript: what is being recorded serves only calls for which it
 *  is the same. */
export function onCondition(read: () => string): void {
  current?.condition(read);
}

/** Does something beside the computation now, and again whenever what is being recorded runs. */
export function onEveryCall(run: () => void): void {
  if (current?.isRehearsal !== true) run();
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
