/** A worker: takes trials from the queue and runs them in processes of its own, until it is stopped. */
import path from 'node:path';
import { Worker } from 'bullmq';
import { DataError } from '../../errors.js';
import { jsonText } from '../runFolder.js';
import { processRunner } from './processRunner.js';
import { connectionTo, lockMs, type QueuedTrial, queueName } from './queue.js';

export interface SweepWorkerArgs {
  redis: string;
  /** How many trials at once; one a core if left out. */
  processes: number | undefined;
  /** The folder that modules are looked for in. */
  root: string;
  /** Told of every trial that has ended. */
  onTrial?: (key: string, problem?: string) => void;
}

/** A running worker. */
export interface SweepWorker {
  /** Ends it; trials that run go back into the queue. */
  close(): Promise<void>;
}

/** Starts a worker; it is connected when the promise is kept. */
export async function sweepWorker({
  redis,
  processes,
  root,
  onTrial,
}: SweepWorkerArgs): Promise<SweepWorker> {
  const runners = new Map<string, ReturnType<typeof processRunner>>();
  const runnerOf = (module: string): ReturnType<typeof processRunner> => {
    const file = path.resolve(root, module);
    if (path.relative(root, file).startsWith('..')) throw new DataError(`${module} is not under ${root}.`);
    const runner = runners.get(file) ?? processRunner(file, processes);
    runners.set(file, runner);
    return runner;
  };
  const { width } = processRunner('', processes);
  const worker = new Worker<QueuedTrial, string>(
    queueName,
    async ({ data }) => jsonText(await runnerOf(data.module).run(data.spec)),
    {
      connection: connectionTo(redis),
      concurrency: width,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // A trial whose workers are killed again and again is given up in the end.
      maxStalledCount: 5,
    },
  );
  worker.on('completed', ({ id }) => onTrial?.(String(id)));
  worker.on('failed', (job, { message }) => onTrial?.(String(job?.id), message));
  // Without a listener a lost connection would end the process; BullMQ connects again by itself.
  worker.on('error', () => {});
  await worker.waitUntilReady();
  return {
    async close() {
      await worker.close(true);
      await Promise.all([...runners.values()].map((runner) => runner.close()));
    },
  };
}
