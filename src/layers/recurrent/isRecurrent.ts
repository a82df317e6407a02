import type { AnyLayer } from '../layer.js';

/** Whether a layer goes through a sequence step by step, with a state that may be given after it. */
export function isRecurrent(layer: AnyLayer): boolean {
  return /^(SimpleRNN|LSTM|GRU|Bidirectional)$/.test(layer.getClassName());
}
