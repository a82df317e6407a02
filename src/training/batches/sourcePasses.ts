/** A data set, cut into batches by itself. */
import type { BatchSource } from '../../data/batchSource.js';
import { randomGenerator } from '../../engine/index.js';
import type { Passes } from './passes.js';
import type { StepBatch } from './stepBatch.js';

/** The samples from `start` up to `end` of a data set. */
export function sourcePasses(
  source: BatchSource,
  batchSize: number,
  start = 0,
  end: number = source.length,
): Passes {
  const samples = end - start;
  const isWhole = samples === source.length;
  async function* pass(seed: number | undefined): AsyncGenerator<StepBatch> {
    let order: Int32Array | undefined;
    if (seed !== undefined) {
      order = randomGenerator(seed)
        .permutation(samples)
        .map((place) => start + place);
    } else if (!isWhole) {
      order = Int32Array.from({ length: samples }, (_, index) => start + index);
    }
    for await (const batch of source.batches({ batchSize, order })) {
      const { x, y, sampleWeight } = batch;
      yield {
        x: listOf(x),
        y: listOf(y),
        sampleWeight: sampleWeight === undefined ? undefined : listOf(sampleWeight),
      };
    }
  }
  const steps = Math.ceil(samples / batchSize);
  return { steps, samples, batchSize, restarts: true, pass, dispose: () => {} };
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
