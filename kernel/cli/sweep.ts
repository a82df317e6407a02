/** `cuaderno sweep worker`: runs trials of sweeps that are begun elsewhere. */
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

interface WorkerFlags {
  redis: string;
  processes?: number;
  root: string;
}

export function addSweepCommand(program: Command): void {
  const sweep = program.command('sweep').description('hyper-parameter sweeps on several machines');
  sweep
    .command('worker')
    .description('take trials from a Redis server and run them, until stopped')
    .option('--redis <url>', 'the server that the sweep was given', 'redis://localhost:6379')
    .option('--processes <count>', 'trials at once (default: one a core)', wholeNumber)
    .option(
      '--root <folder>',
      'where the sweep’s modules lie, as under the folder that the sweep was begun in',
      '.',
    )
    .action(async (flags: WorkerFlags) => {
      await work(flags);
    });
}

async function work({ redis, processes, root }: WorkerFlags): Promise<void> {
  const { sweepWorker } = await import('../../src/experiments/sweep/worker.js');
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const onTrial = (key: string, problem?: string): void =>
    say(problem === undefined ? `${key} done` : `${key} failed: ${problem}`);
  const worker = await sweepWorker({ redis, processes, root: path.resolve(root), onTrial });
  say(`Waiting for trials on ${redis}.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await worker.close();
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('expected a whole number from 1 on.');
}
