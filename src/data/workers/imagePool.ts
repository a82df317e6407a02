/** The threads that decode and augment images: one pool a process, made when it is first needed. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Augmentation } from '../generator/augmentation.js';
import { takeMemory } from './batchMemory.js';
import type { ImageBatch, ImageJob, PlacedJob, RenderedImages } from './imageJob.js';
import { lengthOf, renderImages } from './renderImages.js';

/** More threads than this are not kept busy by one training. */
const threadLimit = 8;
/** Threads that have had nothing to do for so long end; new ones start within a tenth of a second. */
const idleTimeoutMs = 10_000;

/** A second batch waits in every thread: the main thread may be busy when one is finished. */
const batchesAThread = 2;

let pool: Piscina<PlacedJob, RenderedImages> | undefined;

/** How many batches are on their way at a time. */
export function batchesAhead(): number {
  return batchesAThread * imageThreads();
}

function imageThreads(): number {
  return Math.min(threadLimit, Math.max(1, availableParallelism()));
}

/** Starts the threads, so that they are ready when the files have been listed. */
export function warmImagePool(augmentation: Augmentation): void {
  // A batch of no images.
  const source = { values: new Uint8Array(0), count: 0, shape: [1, 1, 1] as const };
  const into = new SharedArrayBuffer(0);
  const nothing = {
    source,
    seeds: undefined,
    augmentation,
    standardization: undefined,
    save: undefined,
    into,
  };
  for (let thread = threadPool().threads.length; thread < imageThreads(); thread++) {
    // What fails here fails again, and is told, with the first batch.
    threadPool()
      .run(nothing)
      .catch(() => {});
  }
}

/** Renders one batch in a thread of the pool, or here. `batchTensor` makes a tensor of it. */
export async function renderBatch(job: ImageJob, inPool: boolean): Promise<ImageBatch> {
  const placed = { ...job, into: takeMemory(lengthOf(job) * Float32Array.BYTES_PER_ELEMENT) };
  const { length, broken } = await (inPool ? threadPool().run(placed) : renderImages(placed));
  return { values: new Float32Array(placed.into, 0, length), broken };
}

function threadPool(): Piscina<PlacedJob, RenderedImages> {
  pool ??= new Piscina<PlacedJob, RenderedImages>({
    filename: new URL('./imageWorker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: imageThreads(),
    concurrentTasksPerWorker: batchesAThread,
    idleTimeout: idleTimeoutMs,
    // What a notebook was started with (loaders, inspectors) is none of the workers' business.
    execArgv: [],
    atomics: 'disabled',
  });
  return pool;
}
