/** `cuaderno grade serve`: a page about the queue, its workers and the last grades. */
import { type Command, InvalidArgumentError } from 'commander';

interface ServeFlags {
  redis: string;
  port: number;
  host: string;
  publicName?: string;
}

/** Adds it below `grade`. */
export function addServeCommand(grade: Command): void {
  grade
    .command('serve')
    .description('show the queue, its workers and the last grades on a page, until stopped')
    .option('--redis <url>', 'the server that the grading was given', 'redis://localhost:6379')
    .option('--port <number>', 'where the page is; 0 takes a free one', readPort, 8765)
    .option('--host <address>', 'who reaches it: 0.0.0.0 for other machines, too', '127.0.0.1')
    .option('--public-name <name>', 'the name by which other machines know this one')
    .addHelpText(
      'after',
      '\nCUADERNO_GRADE_TOKEN is the token in the page’s address; else it is a random one.',
    )
    .action(async (flags: ServeFlags) => {
      process.exitCode = await serve(flags);
    });
}

async function serve(flags: ServeFlags): Promise<number> {
  const { ArgumentError } = await import('../../src/errors.js');
  const { dashboard } = await import('../grading/dashboard/dashboard.js');
  const token = process.env.CUADERNO_GRADE_TOKEN;
  try {
    const running = await dashboard({ ...flags, ...(token === undefined || token === '' ? {} : { token }) });
    process.stderr.write(`The queue's page: ${running.url}\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await running.close();
    return 0;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`cuaderno grade serve: ${error.message}\n`);
    return 2;
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
}
