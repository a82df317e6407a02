/** The queue on a Redis server by which a grading and its workers meet. */
import { notice } from '../../../src/data/notice.js';

/** BullMQ's name of it. */
export const queueName = 'cuaderno-grading';

/** How long a worker that is not heard of is believed; it renews at half of it. */
export const lockMs = 15_000;

/** How long a grade waits for a grading that was killed, and an assignment for its workers. */
export const keptSeconds = 30 * 86_400;

/** A submission in the queue. */
export interface QueuedSubmission {
  /** The assignment's SHA-256, under which Redis has it. */
  assignment: string;
  /** The notebook as JSON. */
  notebook: string;
  /** What the grading calls it. */
  submission: string;
  /** The ids of the tests that run; all if left out. */
  tests?: readonly string[];
}

/** Where an assignment lies on the server. */
export function assignmentKey(sha256: string): string {
  return `${queueName}:assignment:${sha256}`;
}

/** Where submissions that workers could not grade are noted, by the time of the failure: their jobs are removed. */
export const failuresKey = `${queueName}:failures`;

/** A submission that workers could not grade, as it is noted on the server. */
export interface NotedFailure {
  /** The job's id, so that a failure that is noted twice is one. */
  id: string;
  submission: string;
  reason: string;
}

/** A listener for lost connections, which come back by themselves: the first is told. */
export function tellOnce(redis: string): (error: Error) => void {
  let isTold = false;
  return ({ message }) => {
    if (isTold) return;
    isTold = true;
    notice(`${redis} does not answer (${message}); trying again.`);
  };
}
