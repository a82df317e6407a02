import { ArgumentError } from '../../errors.js';
import type { Callback } from '../callback.js';

const hooks = new Set<string>([
  'setParams',
  'setModel',
  'setFitState',
  'getState',
  'setState',
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onEpochRecorded',
  'onBatchBegin',
  'onBatchEnd',
  'onTestBegin',
  'onTestEnd',
]);

/**
 * A callback from functions. Mirrors keras.callbacks.LambdaCallback, and says when a name is none of the hooks.
 * @throws {ArgumentError} for a hook that is none
 * @example callbacks.lambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs?.loss) })
 */
export function lambdaCallback(functions: Callback): Callback {
  const unknown = Object.keys(functions).find((name) => !hooks.has(name));
  if (unknown === undefined) return { ...functions };
  throw new ArgumentError(
    `lambdaCallback: there is no hook “${unknown}”. Expected one of: ${[...hooks].join(', ')}.`,
  );
}
