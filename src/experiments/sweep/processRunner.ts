/** Trials in processes of their own, which share the cores. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { TrialOutcome } from './trial.js';
import type { TrialAnswer, TrialOrder } from './trialProcess.js';
import type { TrialRunner } from './trialRunner.js';

const program = fileURLToPath(new URL('./trialProcess.js', import.meta.url));

/**
 * @param module exports a function `train`
 * @param processes how many at once; by default one a core, each with one thread
 */
export function processRunner(module: string, processes = availableParallelism()): TrialRunner {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const start = (): ChildProcess => {
    const child = fork(program, [], {
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` },
      // What a trial prints would run into that of the others.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      // NaN stays NaN.
      serialization: 'advanced',
    });
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      const place = idle.indexOf(child);
      if (place >= 0) idle.splice(place, 1);
    });
    return child;
  };
  return {
    width: processes,
    isElsewhere: true,
    async run(spec) {
      const child = idle.pop() ?? start();
      const outcome = await ask(child, { module, spec });
      idle.push(child);
      return outcome;
    },
    async close() {
      await Promise.all([...all].map((child) => ended(child)));
    },
  };
}

/** @throws if the trial fails, or its process dies */
function ask(child: ChildProcess, order: TrialOrder): Promise<TrialOutcome> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', reject);
      act();
    };
    const onMessage = (answer: TrialAnswer): void => {
      if ('outcome' in answer) finish(() => resolve(answer.outcome));
      else {
        // What a failed trial left behind is not the next one's.
        child.disconnect();
        finish(() => reject(new Error(answer.problem)));
      }
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      finish(() => reject(new TrialKilled(`its process ended with ${signal ?? `code ${code}`}`)));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', reject);
    child.send(order, (error) => {
      if (error !== null) finish(() => reject(new TrialKilled(error.message)));
    });
  });
}

/** The process died, not the trial's own doing: it may be tried again. */
export class TrialKilled extends Error {
  override readonly name = 'TrialKilled';
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
