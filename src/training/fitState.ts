import type { Callback } from './callback.js';
import type { CallbackState } from './callbackState.js';
import type { History } from './history.js';

/** Where a training stands. A callback may set it in `onTrainBegin`, to go on with an earlier training. */
export interface FitState {
  /** The epoch that runs next, counted from 0. */
  nextEpoch: number;
  /** From it and the epoch's number comes every epoch's order. */
  shuffleSeed: number;
  /** What was measured so far. */
  readonly history: History;
  readonly callbacks: readonly Callback[];
  /** What callbacks are given back when all have begun. */
  callbackStates: ReadonlyMap<Callback, CallbackState>;
}
