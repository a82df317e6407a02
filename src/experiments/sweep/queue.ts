/** The queue by which a sweep and its workers meet on a Redis server. */
import { ArgumentError } from '../../errors.js';

/** BullMQ's name of it. */
export const queueName = 'cuaderno-sweep';

/** A trial in the queue. */
export interface QueuedTrial {
  /** The module from the worker's root folder on, with forward slashes. */
  module: string;
  spec: import('./trial.js').TrialSpec;
}

/** How long a worker that is not heard of is believed; it renews at half of it. */
export const lockMs = 15_000;

/** What BullMQ connects with. @throws {ArgumentError} for an address that is none of a Redis server */
export function connectionTo(redis: string, what = 'sweep'): { url: string; maxRetriesPerRequest: null } {
  if (!/^rediss?:\/\//.test(redis)) {
    throw new ArgumentError(
      `${what}: expected a Redis server as in redis://localhost:6379; received "${redis}".`,
    );
  }
  return { url: redis, maxRetriesPerRequest: null };
}
