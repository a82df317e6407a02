import { spawn } from 'node:child_process';

export interface ProcessResult {
  /** The exit code; null if a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Both output streams in the order they came, the last 64 KiB of them. */
  output: string;
}

export interface ProcessOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

const keptOutputLength = 65_536;

/**
 * Runs a program (no shell) to its end and keeps what it printed.
 * A program that cannot be started gives code 127 and the reason as its output.
 */
export function runProcess(
  file: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      timeout: options.timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-keptOutputLength);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ code: 127, signal: null, output: error.message }));
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}
