/** What callbacks remember, as a backup holds it. */
import type { Callback } from '../../callback.js';
import type { CallbackState } from '../../callbackState.js';
import type { SavedArray } from './backupFile.js';

/** A callback's state in a backup's header; its arrays lie behind those of the model. */
export interface SavedState {
  /** The callback's class: states are given back to callbacks of the same class, in their order. */
  kind: string;
  values: Record<string, unknown>;
  arrayCount: number;
}

/** The states of all callbacks that have one. */
export function captureStates(callbacks: readonly Callback[]): {
  states: SavedState[];
  arrays: SavedArray[];
} {
  const states: SavedState[] = [];
  const all: SavedArray[] = [];
  for (const callback of callbacks) {
    const state = callback.getState?.();
    if (state === undefined) continue;
    const { values, arrays = [] } = state;
    const entries = Object.entries(values).map(([name, value]) => [name, jsonValue(value)]);
    states.push({ kind: kindOf(callback), values: Object.fromEntries(entries), arrayCount: arrays.length });
    all.push(...arrays.map((array) => ({ ...array, dtype: 'float32' })));
  }
  return { states, arrays: all };
}

/** Which callback gets which state back. */
export function statesFor(
  callbacks: readonly Callback[],
  states: readonly SavedState[],
  arrays: readonly SavedArray[],
): Map<Callback, CallbackState> {
  const found = new Map<Callback, CallbackState>();
  let offset = 0;
  for (const { kind, values, arrayCount } of states) {
    const taker = callbacks.find((callback) => kindOf(callback) === kind && !found.has(callback));
    const entries = Object.entries(values).map(([name, value]) => [name, plainValue(value)]);
    const own = arrays.slice(offset, offset + arrayCount);
    if (taker !== undefined) found.set(taker, { values: Object.fromEntries(entries), arrays: own });
    offset += arrayCount;
  }
  return found;
}

function kindOf(callback: Callback): string {
  return callback.constructor.name;
}

/** JSON has no NaN and no infinity. */
function jsonValue(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { notFinite: String(value) } : value;
}

function plainValue(value: unknown): never {
  const isNumber = typeof value === 'object' && value !== null && 'notFinite' in value;
  // What was read is what captureStates wrote: the checksum says so.
  return (isNumber ? Number(value.notFinite) : value) as never;
}
