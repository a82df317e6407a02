/** What magic lines do when their turn comes (kernel/language/magics.ts finds them). */
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { KeyboardInterrupt } from './errorReport.js';

export interface MagicContext {
  /** The values of earlier cells. */
  names: readonly string[];
  /** Aborted when the cell is interrupted. */
  signal: AbortSignal;
}

/** How long an interrupted command may take to end by itself. */
const graceMs = 3000;

/** @param line the magic as the user wrote it, `%` or `!` included */
export async function runMagic(line: string, { names, signal }: MagicContext): Promise<void> {
  if (line.startsWith('!')) return runCommand(line.slice(1), signal);
  const [, name = '', argument = ''] = /^%(\w+)\s*(.*?)\s*$/.exec(line) ?? [];
  switch (name) {
    case 'cd':
      process.chdir(path.resolve(argument.replace(/^~(?=\/|$)/, os.homedir()) || os.homedir()));
      return print(process.cwd());
    case 'pwd':
      return print(process.cwd());
    case 'env':
      return showOrSet(argument);
    case 'who':
      return print(names.length > 0 ? names.join('  ') : 'No cell has declared anything yet.');
    default:
      process.stderr.write(`%${name} ${argument}: extensions of IPython do nothing here.\n`);
  }
}

/** Runs the user's line in a shell, its output printed as it comes; an interrupt ends all that it started. */
function runCommand(command: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(new KeyboardInterrupt());
  return new Promise((resolve, reject) => {
    const posix = process.platform !== 'win32';
    const child = spawn(command, { shell: true, detached: posix, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (how: NodeJS.Signals) => {
      try {
        if (posix) process.kill(-child.pid!, how);
        else child.kill(how);
      } catch {
        // It has ended meanwhile.
      }
    };
    const stop = () => {
      kill('SIGINT');
      setTimeout(() => kill('SIGKILL'), graceMs).unref();
      reject(new KeyboardInterrupt());
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (code !== 0) process.stderr.write(`[ended with ${killedBy ?? `exit code ${code}`}]\n`);
      resolve();
    });
  });
}

/** `%env`, `%env NAME`, `%env NAME=value`, `%env NAME value`. */
function showOrSet(argument: string): void {
  const [, name = '', value = ''] = /^([^\s=]*)(?:\s*=\s*|\s+|$)(.*)$/.exec(argument) ?? [];
  if (name === '') {
    for (const [key, set] of Object.entries(process.env).sort()) print(`${key}=${set}`);
  } else if (value) {
    process.env[name] = value;
    print(`${name}=${value}`);
  } else print(process.env[name] === undefined ? `${name} is not set` : `${name}=${process.env[name]}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
