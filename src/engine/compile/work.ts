/** How much a call computes, estimated from its operations: unlike the clock, the same whenever it is asked, so that a
 *  seeded program turns into graphs at the same step every time and repeats to the bit. */
import type { NativeBackend } from '../nativeBackend.js';
import { withBinding } from '../nativeBackend.js';

export interface Work {
  operations: number;
  /** Numbers in all results together. */
  elements: number;
}

/** Runs something and counts. */
export function counted<Result>(backend: NativeBackend, run: () => Result): { result: Result; work: Work } {
  const work: Work = { operations: 0, elements: 0 };
  const { binding } = backend;
  const counting = {
    executeOp(...call: Parameters<typeof binding.executeOp>) {
      const outputs = binding.executeOp(...call);
      work.operations++;
      for (const { shape } of outputs) work.elements += shape.reduce((product, size) => product * size, 1);
      return outputs;
    },
  };
  return { result: withBinding(backend, counting, run), work };
}

// Measured on two cores: what an operation costs beside its numbers, what a number costs, what a graph costs to make.
const operationMs = 0.015;
const elementMs = 1e-6;
const graphMs = 50;
const graphOperationMs = 0.3;

/** After how many eager calls a graph has paid for itself if it had been made at once. */
export function callsWorthAGraph({ operations, elements }: Work): number {
  const callMs = operations * operationMs + elements * elementMs;
  return Math.ceil((graphMs + operations * graphOperationMs) / callMs);
}
