/** Trials in a queue on a Redis server, which workers on any machine take from. */
import path from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { ArgumentError } from '../../errors.js';
import { connectionTo, type QueuedTrial, queueName } from './queue.js';
import { revived, type TrialOutcome, type TrialSpec } from './trial.js';
import type { TrialRunner } from './trialRunner.js';

/** Only the workers limit how many run at once; so many wait in the queue. */
const queueWidth = 256;

/** How long a result waits for a sweep that was killed. */
const keptSeconds = 30 * 86_400;

/**
 * @param module lies under the working folder; workers look for it under theirs
 * @throws {ArgumentError} if it lies elsewhere
 */
export async function queueRunner(module: string, redis: string): Promise<TrialRunner> {
  const relative = path.relative(process.cwd(), module).split(path.sep).join('/');
  if (relative.startsWith('../') || path.isAbsolute(relative)) {
    throw new ArgumentError(
      `sweep: ${module} is not under ${process.cwd()}. Workers find a module by its place under the folder that they were started in.`,
    );
  }
  const connection = connectionTo(redis);
  const queue = new Queue<QueuedTrial, string>(queueName, { connection });
  const events = new QueueEvents(queueName, { connection });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
  return {
    width: queueWidth,
    isElsewhere: true,
    async run(spec: TrialSpec): Promise<TrialOutcome> {
      // The same trial, asked for by a sweep that was begun again, is the same job.
      const job = await queue.add(
        'trial',
        { module: relative, spec },
        { jobId: spec.key, removeOnComplete: { age: keptSeconds } },
      );
      if (await job.isFailed()) await job.retry();
      const answer = await job.waitUntilFinished(events);
      return revived(JSON.parse(answer) as TrialOutcome);
    },
    async close() {
      await events.close();
      await queue.close();
    },
  };
}
