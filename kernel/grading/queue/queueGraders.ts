/** Grades submissions by workers on any machine, over a Redis server. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { DataError } from '../../../src/errors.js';
import { connectionTo } from '../../../src/experiments/sweep/queue.js';
import type { Notebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import { sha256 } from '../grade/gradeStore.js';
import type { Grade } from '../grade/gradeSubmission.js';
import {
  assignmentKey,
  failuresKey,
  keptSeconds,
  type NotedFailure,
  type QueuedSubmission,
  queueName,
  tellOnce,
} from './gradingQueue.js';

/** How often the queue is asked. */
const askMs = 300;
/** How often a submission is given to workers that fail, before the failure is its result. */
const attempts = 3;

export class QueueGraders {
  readonly #queue: Queue<QueuedSubmission, string>;
  readonly #keys: Redis;
  readonly #assignment: { text: string; sha256: string };
  /** Submissions that wait, by the job's id. */
  readonly #waiting = new Map<string, Waiting>();
  #isClosed = false;

  /** @throws {ArgumentError} for an address that is none of a Redis server */
  constructor(assignment: Assignment, redis: string) {
    const connection = connectionTo(redis, 'grade');
    this.#queue = new Queue(queueName, { connection });
    this.#keys = new Redis(redis, { maxRetriesPerRequest: null });
    const tell = tellOnce(redis);
    this.#queue.on('error', tell);
    this.#keys.on('error', tell);
    const text = JSON.stringify(assignment);
    this.#assignment = { text, sha256: sha256(text) };
    void this.#ask();
  }

  /**
   * The same submission, asked for by a grading that was begun again, is the same job: what a worker has graded meanwhile
   * is not graded again.
   * @throws {DataError} if workers failed at it again and again
   */
  grade(notebook: Notebook, submission: string, tests: ReadonlySet<string> | undefined): Promise<Grade> {
    const data: QueuedSubmission = {
      assignment: this.#assignment.sha256,
      notebook: JSON.stringify(notebook),
      submission,
      ...(tests === undefined ? {} : { tests: [...tests].sort() }),
    };
    const id = sha256(JSON.stringify(data));
    const known = this.#waiting.get(id);
    if (known !== undefined) return known.graded;
    const waiting = new Waiting(data);
    this.#waiting.set(id, waiting);
    return waiting.graded;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue.close();
    this.#keys.disconnect();
  }

  /** Asks instead of listening: a server that was started anew may have forgotten jobs, and tells nobody. */
  async #ask(): Promise<void> {
    while (!this.#isClosed) {
      try {
        for (const [id, waiting] of this.#waiting) {
          if (await this.#isSettled(id, waiting)) this.#waiting.delete(id);
        }
      } catch (error) {
        if (this.#isClosed) return;
        for (const { reject } of this.#waiting.values()) reject(error as Error);
        this.#waiting.clear();
      }
      await wait(askMs, undefined, { ref: this.#waiting.size > 0 });
    }
  }

  async #isSettled(id: string, { data, resolve, reject }: Waiting): Promise<boolean> {
    const job = await this.#queue.getJob(id);
    if (job === undefined) {
      await this.#keys.set(assignmentKey(data.assignment), this.#assignment.text, 'EX', keptSeconds);
      // Its name shows on the dashboard.
      await this.#queue.add(data.submission, data, {
        jobId: id,
        attempts,
        removeOnComplete: { age: keptSeconds },
      });
      return false;
    }
    const answer = await answerOf(job);
    if (answer === undefined) return false;
    if (answer instanceof DataError) {
      await this.#forget(job);
      reject(answer);
    } else resolve(answer);
    return true;
  }

  /** Another grading shall try again; that this one failed stays noted. */
  async #forget(job: Job<QueuedSubmission, string>): Promise<void> {
    const failure: NotedFailure = {
      id: job.id ?? '',
      submission: job.data.submission,
      reason: job.failedReason,
    };
    const finishedMs = job.finishedOn ?? Date.now();
    await this.#keys.zadd(failuresKey, finishedMs, JSON.stringify(failure));
    await this.#keys.zremrangebyscore(failuresKey, '-inf', Date.now() - keptSeconds * 1000);
    await job.remove();
  }
}

/** undefined while there is none. */
async function answerOf(job: Job<QueuedSubmission, string>): Promise<Grade | DataError | undefined> {
  const state = await job.getState();
  // Completed since the job was read: its result comes with the next look.
  if (state === 'completed' && job.returnvalue === null) return undefined;
  if (state === 'completed') return JSON.parse(job.returnvalue) as Grade;
  if (state !== 'failed') return undefined;
  return new DataError(`Workers could not grade it: ${job.failedReason}`);
}

class Waiting {
  readonly graded: Promise<Grade>;
  resolve!: (grade: Grade) => void;
  reject!: (error: Error) => void;

  constructor(readonly data: QueuedSubmission) {
    this.graded = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
