/** Batches one after the other, from a generator. */
import { ArgumentError } from '../../errors.js';
import { batchOf, type DataNames } from './batchOf.js';
import type { Passes } from './passes.js';
import type { StepBatch } from './stepBatch.js';
import type { BatchInput, BatchStream } from './trainingData.js';

/** A generator function begins anew at every pass; a generator that was started can be gone through once. */
export function streamPasses(stream: BatchStream, names: DataNames, purpose: string): Passes {
  let isUsed = false;
  const restarts = typeof stream === 'function' || !isOneWay(stream);
  async function* pass(): AsyncGenerator<StepBatch> {
    if (isUsed && !restarts) {
      throw new ArgumentError(
        `${purpose}: this generator was gone through already. Give the generator function itself, which begins anew at every epoch, as in model.fit(batches) instead of model.fit(batches()).`,
      );
    }
    isUsed = true;
    const batches = typeof stream === 'function' ? stream() : stream;
    for await (const batch of batches as AsyncIterable<BatchInput>) yield batchOf(batch, names, purpose);
  }
  return { steps: undefined, samples: undefined, batchSize: undefined, restarts, pass, dispose: () => {} };
}

/** A started generator is its own iterator: it cannot begin anew. */
function isOneWay(stream: object): boolean {
  const { [Symbol.iterator]: iterator, [Symbol.asyncIterator]: asyncIterator } = stream as {
    [Symbol.iterator]?: unknown;
    [Symbol.asyncIterator]?: unknown;
  };
  const hasNext = typeof (stream as { next?: unknown }).next === 'function';
  return hasNext && (iterator !== undefined || asyncIterator !== undefined);
}
