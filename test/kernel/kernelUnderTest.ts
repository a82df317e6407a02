/** A real kernel process for a test, and what a cell put out. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { kernelEntry } from '../../kernel/kernelspec/kernelspec.js';
import {
  type ExecuteOptions,
  type ExecuteReply,
  KernelClient,
  type OutputMessage,
} from '../../kernel/protocol/client.js';

export interface CellRun {
  reply: ExecuteReply;
  /** Every output message but status and execute_input, in order; grows while late output comes. */
  outputs: OutputMessage[];
  stdout: string;
  stderr: string;
  /** The text/plain of the execute_result, if there was one. */
  result: string | undefined;
  /** Tracebacks of the error messages, a string each. */
  errors: string[];
}

export const kernelArgv = [process.execPath, kernelEntry, '{connection_file}'];

async function runCell(kernel: KernelClient, code: string, options: ExecuteOptions = {}): Promise<CellRun> {
  const outputs: OutputMessage[] = [];
  const reply = await kernel.execute(code, {
    ...options,
    onMessage(message) {
      if (message.type !== 'status' && message.type !== 'execute_input') outputs.push(message);
      options.onMessage?.(message);
    },
  });
  return { reply, outputs, ...summary(outputs) };
}

export function summary(outputs: OutputMessage[]): Pick<CellRun, 'stdout' | 'stderr' | 'result' | 'errors'> {
  const text = (name: string) =>
    outputs
      .filter(({ type, content }) => type === 'stream' && content.name === name)
      .map(({ content }) => String(content.text))
      .join('');
  const result = outputs.find(({ type }) => type === 'execute_result');
  return {
    stdout: text('stdout'),
    stderr: text('stderr'),
    result: (result?.content.data as Record<string, string> | undefined)?.['text/plain'],
    errors: outputs
      .filter(({ type }) => type === 'error')
      .map(({ content }) => (content.traceback as string[]).join('\n')),
  };
}

/** One kernel for the tests of a file, in a notebook folder of its own. */
export function useKernel(): {
  kernel(): KernelClient;
  folder(): string;
  run(code: string, options?: ExecuteOptions): Promise<CellRun>;
} {
  let kernel: KernelClient;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno notebook '));
    kernel = await KernelClient.start({ argv: kernelArgv, cwd: folder });
  });
  afterAll(async () => {
    await kernel?.shutdown();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    kernel: () => kernel,
    folder: () => folder,
    run: (code, options) => runCell(kernel, code, options),
  };
}
