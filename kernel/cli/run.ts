/** `cuaderno run NOTEBOOK…`: executes notebooks without a browser. */
import path from 'node:path';
import type { Command } from 'commander';

interface RunFlags {
  param: string[];
  output?: string;
  inPlace?: boolean;
  html?: string | boolean;
  timeout?: string;
  allowErrors?: boolean;
  json?: boolean;
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('execute notebooks from top to bottom; exit 1 when a cell fails')
    .argument('<notebook...>', 'notebooks, each run in a kernel of its own')
    .option(
      '-p, --param <name=value>',
      'set a parameter (repeatable)',
      (value, all: string[]) => [...all, value],
      [],
    )
    .option('-o, --output <file>', 'where the executed notebook goes (default: NAME.executed.ipynb)')
    .option('--in-place', 'write the outputs into the notebook itself')
    .option('--html [file]', 'also write a page that needs nothing else')
    .option('--timeout <seconds>', 'interrupt a cell that takes longer')
    .option('--allow-errors', 'go on after cells that fail')
    .option('--json', 'print the result as JSON')
    .action(async (notebooks: string[], flags: RunFlags) => {
      process.exitCode = await run(notebooks, flags);
    });
}

async function run(notebooks: readonly string[], flags: RunFlags): Promise<number> {
  const { ArgumentError, DataError, EngineError } = await import('../../src/errors.js');
  try {
    return await runAll(notebooks, flags);
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof DataError || error instanceof EngineError))
      throw error;
    process.stderr.write(`cuaderno run: ${error.message}\n`);
    return 2;
  }
}

async function runAll(notebooks: readonly string[], flags: RunFlags): Promise<number> {
  const { ArgumentError } = await import('../../src/errors.js');
  const { parseParameter } = await import('../runner/parameters.js');
  const { executedPath, runNotebook } = await import('../runner/runNotebook.js');
  const { duration, terminalProgress } = await import('../runner/terminalProgress.js');
  const parameters = Object.fromEntries(
    flags.param.map(parseParameter).map(({ name, value }) => [name, value] as const),
  );
  const timeoutMs = flags.timeout === undefined ? undefined : 1000 * Number(flags.timeout);
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new ArgumentError(`--timeout: expected seconds, such as 600; received "${flags.timeout}".`);
  }
  if (flags.inPlace && flags.output !== undefined) {
    throw new ArgumentError('--in-place and --output say different things: give one of them.');
  }
  if (notebooks.length > 1 && (flags.output !== undefined || typeof flags.html === 'string')) {
    throw new ArgumentError('--output FILE and --html FILE name one file: run one notebook with them.');
  }
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort();
    // A second Ctrl-C ends the run at once.
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const say = (message: string): void => void process.stderr.write(`${message}\n`);
  const results = [];
  try {
    for (const file of notebooks) {
      if (stop.signal.aborted) break;
      say(`${shown(file)}`);
      const output = flags.inPlace ? file : (flags.output ?? executedPath(file));
      const html = flags.html === true ? output.replace(/(\.ipynb)?$/, '.html') : flags.html || undefined;
      const result = await runNotebook(file, {
        output,
        html,
        parameters,
        timeoutMs,
        allowErrors: flags.allowErrors,
        signal: stop.signal,
        warn: say,
        ...terminalProgress(process.stderr),
      });
      results.push(result);
      if (result.failure) say(`\n${failureText(result.failure)}\n`);
      const files = [result.output, result.html]
        .filter((written) => written !== undefined)
        .map((file) => shown(file as string));
      say(
        `${result.failure ? 'stopped after' : 'done in'} ${duration(result.elapsedMs)}: ${files.join(', ')}`,
      );
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  if (flags.json) process.stdout.write(`${JSON.stringify({ notebooks: results.map(summary) }, null, 2)}\n`);
  return stop.signal.aborted || results.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

type Result = Awaited<ReturnType<typeof import('../runner/runNotebook.js')['runNotebook']>>;
type Failure = NonNullable<Result['failure']>;

function failureText({ number, title, name, message, traceback }: Failure): string {
  const where = `Cell ${number}${title === '' ? '' : ` (${title})`} failed.`;
  return [where, ...(traceback.length > 0 ? traceback : [`${name}: ${message}`])].join('\n');
}

function summary({ notebook, output, html, elapsedMs, failure }: Result): Record<string, unknown> {
  return {
    notebook,
    output,
    html: html === undefined ? null : path.resolve(html),
    seconds: Math.round(elapsedMs) / 1000,
    status: failure === undefined ? 'ok' : 'error',
    error:
      failure === undefined
        ? null
        : {
            cell: failure.number,
            id: failure.cell.id,
            title: failure.title,
            name: failure.name,
            message: failure.message,
          },
  };
}

/** A path as a person at this folder writes it. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? path.resolve(file) : relative || file;
}
