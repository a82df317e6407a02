/** What a function does, found out without leaving a trace: variables, counters and seeds are afterwards what they were. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFunction } from '../../engine/compile/compiledFunction.js';
import { withLabelledGradients } from '../../engine/compile/gradientLabels.js';
import { disposeCall, type RecordedCall, recordCall } from '../../engine/compile/recordedCall.js';
import { firstDifference } from '../../engine/compile/sameCall.js';
import { tf } from '../../engine/index.js';
import type { NativeBackend } from '../../engine/nativeBackend.js';

export interface Rehearsal {
  /** To be freed with `disposeCall`. */
  call: RecordedCall;
  /** Why the function cannot be a graph; undefined if it can. */
  refusal: string | undefined;
}

/** Records two calls, the second of which is shown. */
export function rehearse(backend: NativeBackend, fn: TensorFunction, inputs: readonly Tensor[]): Rehearsal {
  const first = recordOnce(backend, fn, inputs);
  disposeCall(first);
  const call = recordOnce(backend, fn, inputs);
  return { call, refusal: call.problem ?? firstDifference(first, call) };
}

function recordOnce(backend: NativeBackend, fn: TensorFunction, inputs: readonly Tensor[]): RecordedCall {
  const { call, outputs } = withLabelledGradients(() => recordCall(backend, fn, inputs, true));
  tf.dispose(outputs);
  for (const { variable, after, valueBefore } of call.variables) {
    if (after !== undefined && !variable.isDisposed) variable.assign(valueBefore as Variable);
  }
  return call;
}
