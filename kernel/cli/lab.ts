/** `cuaderno lab`: JupyterLab with the kernel and the course open. */
import type { Command } from 'commander';

interface LabFlags {
  browser: boolean;
  port?: string;
}

export function addLabCommand(program: Command): void {
  program
    .command('lab')
    .description(
      'open JupyterLab with the kernel and the course; installs a private JupyterLab if there is none',
    )
    .argument('[folder]', 'the folder to open (default: the course)')
    .option('--no-browser', 'only print the address')
    .option('--port <number>', 'the first port to try')
    .action(async (folder: string | undefined, flags: LabFlags) => {
      const { ArgumentError, DataError } = await import('../../src/errors.js');
      try {
        process.exitCode = await lab(folder, flags);
      } catch (error) {
        if (!(error instanceof ArgumentError || error instanceof DataError)) throw error;
        process.stderr.write(`cuaderno lab: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

async function lab(folder: string | undefined, flags: LabFlags): Promise<number> {
  const { findJupyterLab } = await import('../lab/jupyterLab.js');
  const { startLab } = await import('../lab/startLab.js');
  const { stepProgress } = await import('./stepProgress.js');
  const port = await portOf(flags);
  const place = folder === undefined ? await course() : { folder: await existing(folder) };
  const progress = stepProgress();
  const jupyter = await findJupyterLab(progress).finally(() => progress.end());
  process.stderr.write(`cuaderno: ${jupyter.origin}\n`);
  const running = await startLab({ jupyter, ...place, browser: flags.browser, port });
  const pass = (signal: NodeJS.Signals): void => {
    // Ctrl-C in a terminal reaches JupyterLab by itself; a second one would end it without its question.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    running.process.kill(signal);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  try {
    const { code } = await running.exited;
    return code ?? 1;
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

async function portOf({ port }: LabFlags): Promise<number | undefined> {
  if (port === undefined) return undefined;
  const { ArgumentError } = await import('../../src/errors.js');
  const number = Number(port);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new ArgumentError(`--port: expected a whole number from 1 to 65535; received "${port}".`);
}

/** The notebooks of this installation, with the first one open in the language in force. */
async function course(): Promise<{ folder: string; notebook: string | undefined }> {
  const { existsSync } = await import('node:fs');
  const { readdir } = await import('node:fs/promises');
  const path = await import('node:path');
  const { locale } = await import('../../src/display/locale.js');
  const { DataError } = await import('../../src/errors.js');
  const folder = path.resolve(import.meta.dirname, '..', '..', '..', 'notebooks');
  if (!existsSync(folder)) {
    throw new DataError(`${folder} is missing. Give a folder: npx cuaderno lab FOLDER`);
  }
  const language = locale();
  const names = await readdir(path.join(folder, language)).catch(() => []);
  const first = names.filter((name) => name.endsWith('.ipynb')).sort()[0];
  return { folder, notebook: first === undefined ? undefined : `${language}/${first}` };
}

async function existing(folder: string): Promise<string> {
  const { stat } = await import('node:fs/promises');
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return folder;
  const { ArgumentError } = await import('../../src/errors.js');
  throw new ArgumentError(`"${folder}" is not a folder. Give one that exists, or none for the course.`);
}
