/** A worker: takes submissions from the queue and grades them in sandboxes of its own, until it is stopped. */
import os from 'node:os';
import { UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { DataError } from '../../../src/errors.js';
import { connectionTo } from '../../../src/experiments/sweep/queue.js';
import type { Notebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import { Graders, type GradersOptions } from '../grade/graders.js';
import { sha256 } from '../grade/gradeStore.js';
import { assignmentKey, lockMs, type QueuedSubmission, queueName, tellOnce } from './gradingQueue.js';

export interface GradingWorkerArgs extends GradersOptions {
  redis: string;
  /** Told of every submission that has ended. */
  onGrade?(submission: string, problem?: string): void;
}

/** A running worker. */
export interface GradingWorker {
  /** Ends it; submissions that are being graded go back into the queue. */
  close(): Promise<void>;
}

/** Starts a worker; it is connected when the promise is kept. */
export async function gradingWorker({
  redis,
  onGrade,
  ...options
}: GradingWorkerArgs): Promise<GradingWorker> {
  const keys = new Redis(redis, { maxRetriesPerRequest: null });
  const assignments = new GradersByAssignment(keys, options);
  const worker = new Worker<QueuedSubmission, string>(
    queueName,
    async ({ data }) => {
      try {
        const tests = data.tests === undefined ? undefined : new Set(data.tests);
        const notebook = JSON.parse(data.notebook) as Notebook;
        return await assignments.use(data.assignment, async (graders) =>
          JSON.stringify(await graders.grade(notebook, data.submission, tests)),
        );
      } catch (error) {
        // A notebook that cannot be graded will not be graded by trying again.
        throw error instanceof DataError ? new UnrecoverableError(error.message) : error;
      }
    },
    {
      connection: connectionTo(redis, 'grade worker'),
      // By which the dashboard knows it.
      name: `${os.hostname()}:${process.pid}`,
      concurrency: options.jobs,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // A submission whose workers are killed again and again is given up in the end.
      maxStalledCount: 10,
    },
  );
  worker.on('completed', ({ data }) => onGrade?.(data.submission));
  worker.on('failed', (job, { message }) => onGrade?.(job?.data.submission ?? '', message));
  const tell = tellOnce(redis);
  worker.on('error', tell);
  keys.on('error', tell);
  await worker.waitUntilReady();
  return {
    async close() {
      await worker.close(true);
      await assignments.close();
      keys.disconnect();
    },
  };
}

/** What grades each assignment, as long as it is the last that came or somebody still grades by it. */
class GradersByAssignment {
  readonly #entries = new Map<string, { graders: Promise<Graders>; users: number }>();
  #last = '';

  constructor(
    private readonly keys: Redis,
    private readonly options: GradersOptions,
  ) {}

  async use<T>(wanted: string, use: (graders: Graders) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(wanted) ?? { graders: this.#start(wanted), users: 0 };
    this.#entries.set(wanted, entry);
    this.#last = wanted;
    entry.users++;
    try {
      return await use(await entry.graders);
    } catch (error) {
      await entry.graders.catch(() => this.#entries.delete(wanted));
      throw error;
    } finally {
      entry.users--;
      await this.#closeUnused();
    }
  }

  async close(): Promise<void> {
    this.#last = '';
    for (const entry of this.#entries.values()) entry.users = 0;
    await this.#closeUnused();
  }

  async #closeUnused(): Promise<void> {
    for (const [key, { graders, users }] of this.#entries) {
      if (users > 0 || key === this.#last) continue;
      this.#entries.delete(key);
      await (await graders).close();
    }
  }

  async #start(wanted: string): Promise<Graders> {
    const text = await this.keys.get(assignmentKey(wanted));
    if (text === null || sha256(text) !== wanted) throw new Error('the server does not have the assignment');
    return Graders.start(JSON.parse(text) as Assignment, this.options);
  }
}
