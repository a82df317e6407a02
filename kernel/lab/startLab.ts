/** JupyterLab as a child process that finds this installation's kernel, and no trace of it elsewhere. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DataError } from '../../src/errors.js';
import { installKernelspec } from '../kernelspec/kernelspec.js';
import type { JupyterLab } from './jupyterLab.js';

export interface StartLabOptions {
  jupyter: JupyterLab;
  /** The folder that the file browser shows. */
  folder: string;
  /** A notebook to open, relative to the folder. */
  notebook?: string;
  /** Whether JupyterLab opens a browser. Default true. */
  browser?: boolean;
  /** The first port that it tries. */
  port?: number;
  env?: NodeJS.ProcessEnv;
  stdio?: StdioOptions;
}

export interface RunningLab {
  process: ChildProcess;
  /** Resolves when JupyterLab has ended. Rejects with a DataError if it could not be started. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts JupyterLab with the kernel of this installation before all others of its name. */
export async function startLab(options: StartLabOptions): Promise<RunningLab> {
  const { jupyter, folder, notebook, browser = true, port, env = process.env } = options;
  // A folder of its own for every run: several copies of cuaderno can be open at once.
  const prefix = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-lab-'));
  await installKernelspec({ prefix });
  const jupyterPath = [path.join(prefix, 'share', 'jupyter'), env.JUPYTER_PATH].filter(Boolean);
  const [command, ...words] = jupyter.argv;
  const child = spawn(
    command,
    [
      ...words,
      `--ServerApp.root_dir=${path.resolve(folder)}`,
      ...(notebook === undefined ? [] : [`--LabApp.default_url=/lab/tree/${encodeURI(notebook)}`]),
      ...(browser ? [] : ['--no-browser']),
      // In containers everybody is root, and JupyterLab would not start; it listens on loopback alone, with a token.
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
      ...(port === undefined ? [] : [`--port=${port}`]),
    ],
    {
      cwd: path.resolve(folder),
      env: { ...env, JUPYTER_PATH: jupyterPath.join(path.delimiter) },
      stdio: options.stdio ?? 'inherit',
    },
  );
  const exited = new Promise<Awaited<RunningLab['exited']>>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new DataError(`${command} could not be started.`, { cause: error })),
    );
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).finally(() => rm(prefix, { recursive: true, force: true }));
  return { process: child, exited };
}
