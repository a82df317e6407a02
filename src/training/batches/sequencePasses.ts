/** Batches by number. */
import { randomGenerator } from '../../engine/index.js';
import { batchOf, type DataNames } from './batchOf.js';
import type { Passes } from './passes.js';
import type { StepBatch } from './stepBatch.js';
import type { BatchSequence } from './trainingData.js';

/** A sequence's batches; a random order is one of batches, not of samples. */
export function sequencePasses(sequence: BatchSequence, names: DataNames, purpose: string): Passes {
  async function* pass(seed: number | undefined): AsyncGenerator<StepBatch> {
    const order = seed === undefined ? undefined : randomGenerator(seed).permutation(sequence.length);
    sequence.onEpochBegin?.(order ?? Int32Array.from({ length: sequence.length }, (_, index) => index));
    for (let step = 0; step < sequence.length; step++) {
      yield batchOf(await sequence.get(order?.[step] ?? step), names, purpose);
    }
  }
  return {
    steps: sequence.length,
    samples: undefined,
    batchSize: undefined,
    restarts: true,
    pass,
    epochEnd: () => sequence.onEpochEnd?.(),
    dispose: () => {},
  };
}
