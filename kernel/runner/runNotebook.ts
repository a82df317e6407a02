/** A notebook file in, the executed notebook and, if wanted, its page out. */
import path from 'node:path';
import { KernelClient } from '../protocol/client.js';
import { type CellFailure, type ExecuteOptions, executeNotebook } from './executeNotebook.js';
import { notebookPage } from './html/notebookPage.js';
import { kernelCommand } from './kernelCommand.js';
import { readNotebook, replaceFile, writeNotebook } from './notebook.js';
import { injectParameters, type Parameters } from './parameters.js';

export interface RunOptions extends ExecuteOptions {
  /** Where the executed notebook goes; beside the notebook as NAME.executed.ipynb if left out. */
  output?: string;
  /** Where the page goes; none if left out. */
  html?: string;
  parameters?: Parameters;
  /** Says something to the person at the terminal. */
  warn?(message: string): void;
}

export interface RunResult {
  notebook: string;
  output: string;
  html?: string;
  elapsedMs: number;
  /** The failure that ended the run, if one did. */
  failure?: CellFailure;
}

/**
 * Runs a notebook in a kernel of its own, in the notebook's folder. The executed notebook is written after every cell,
 * so that whatever ends the run leaves what was done so far.
 * @throws {DataError} if the notebook cannot be read or the output not written
 * @throws {EngineError} if the kernel does not start
 */
export async function runNotebook(file: string, options: RunOptions = {}): Promise<RunResult> {
  const startedMs = performance.now();
  const notebookPath = path.resolve(file);
  const output = path.resolve(options.output ?? executedPath(notebookPath));
  const read = await readNotebook(notebookPath);
  const unknown = injectParameters(read.notebook, options.parameters ?? {});
  for (const name of unknown) {
    options.warn?.(
      `--param ${name}: the cell tagged "parameters" of ${file} declares no ${name}; it is declared anew.`,
    );
  }
  // A place that cannot be written is told now, not after the work.
  await writeNotebook(read, output);
  const kernel = await KernelClient.start({
    argv: kernelCommand(),
    cwd: path.dirname(notebookPath),
    // As Jupyter tells its kernels: a training log notes which notebook it was.
    env: { ...process.env, JPY_SESSION_NAME: notebookPath },
  });
  // As Jupyter does: editors and pages highlight by it.
  read.notebook.metadata.language_info = kernel.kernelInfo.language_info;
  let failure: CellFailure | undefined;
  try {
    failure = await executeNotebook(read.notebook, kernel, {
      ...options,
      async onCellEnd(progress, elapsedMs, error) {
        await options.onCellEnd?.(progress, elapsedMs, error);
        await writeNotebook(read, output);
      },
    });
  } finally {
    await kernel.shutdown();
  }
  await writeNotebook(read, output);
  if (options.html !== undefined) {
    const page = await notebookPage(read.notebook, {
      folder: path.dirname(notebookPath),
      name: path.basename(file, '.ipynb'),
    });
    await replaceFile(path.resolve(options.html), page);
  }
  return {
    notebook: notebookPath,
    output,
    html: options.html,
    elapsedMs: performance.now() - startedMs,
    failure,
  };
}

/** NAME.ipynb → NAME.executed.ipynb */
export function executedPath(file: string): string {
  return `${file.replace(/(?:\.executed)?\.ipynb$/, '')}.executed.ipynb`;
}
