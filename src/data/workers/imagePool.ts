/** The threads that decode and augment images: one pool a process, made when it is first needed. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Augmentation } from '../generator/augmentation.js';
import type { ImageBatch, ImageJob } from './imageJob.js';
import { renderImages } from './renderImages.js';

/** More threads than this are not kept busy by one training. */
const threadLimit = 8;
/** Threads that have had nothing to do for so long end; new ones start within a tenth of a second. */
const idleTimeoutMs = 10_000;

let pool: Piscina<ImageJob, ImageBatch> | undefined;

/** How many batches are made at a time. */
export function imageThreads(): number {
  return Math.min(threadLimit, Math.max(1, availableParallelism()));
}

/** Starts the threads, so that they are ready when the files have been listed. */
export function warmImagePool(augmentation: Augmentation): void {
  // A batch of no images.
  const source = { values: new Uint8Array(0), count: 0, shape: [1, 1, 1] as const };
  const nothing = { source, seeds: undefined, augmentation, standardization: undefined, save: undefined };
  for (let thread = threadPool().threads.length; thread < imageThreads(); thread++) {
    // What fails here fails again, and is told, with the first batch.
    threadPool()
      .run(nothing)
      .catch(() => {});
  }
}

/** Renders one batch in a thread of the pool, or here. */
export function renderBatch(job: ImageJob, inPool: boolean): Promise<ImageBatch> {
  return inPool ? threadPool().run(job) : renderImages(job);
}

function threadPool(): Piscina<ImageJob, ImageBatch> {
  pool ??= new Piscina<ImageJob, ImageBatch>({
    filename: new URL('./imageWorker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: imageThreads(),
    idleTimeout: idleTimeoutMs,
    // What a notebook was started with (loaders, inspectors) is none of the workers' business.
    execArgv: [],
    atomics: 'disabled',
  });
  return pool;
}
