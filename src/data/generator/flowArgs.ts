/** What every flow of images takes, wherever the images come from. */
import { ArgumentError } from '../../errors.js';

/** The part of the data that a flow gives: what `validationSplit` sets aside, or the rest. */
export type Subset = 'training' | 'validation';

/** What every flow takes: how images are batched, ordered and kept. */
export interface FlowArgs {
  /** Images a batch; the last one may be smaller. Default 32. */
  batchSize?: number;
  /** Whether every epoch has an order of its own. Default true. */
  shuffle?: boolean;
  /** Repeats order and augmentation. */
  seed?: number;
  /** The part that `validationSplit` sets aside, or the rest; all of it if left out. */
  subset?: Subset;
  /** A folder in which every augmented image is kept, too. */
  saveToDir?: string;
  /** How the names of those begin. */
  savePrefix?: string;
  /** Default `png`. */
  saveFormat?: 'png' | 'jpeg';
  /** 0 makes batches in the thread that trains; by default threads of their own do, as many as there are cores. */
  workers?: number;
}

/** @throws {ArgumentError} for a batch size or subset that is none */
export function requireFlowArgs(method: string, { batchSize = 32, subset }: FlowArgs): void {
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new ArgumentError(`${method}: batchSize must be a positive whole number; received ${batchSize}.`);
  }
  if (subset !== undefined && subset !== 'training' && subset !== 'validation') {
    throw new ArgumentError(`${method}: subset must be 'training' or 'validation'; received '${subset}'.`);
  }
}

/** Which of `count` samples a subset has: validation is the first ⌊split · count⌋, as in Keras. */
export function subsetBounds(
  count: number,
  split: number | undefined,
  subset: Subset | undefined,
): [first: number, end: number] {
  if (subset === undefined) return [0, count];
  const cut = Math.trunc((split ?? 0) * count);
  return subset === 'validation' ? [0, cut] : [cut, count];
}
