/** A Redis server of a test's own on loopback, and the programs that meet there. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';

export const cuaderno = path.resolve(import.meta.dirname, '../../scripts/cuaderno.mjs');

/** What a queue cannot be tested without here; empty if it is there. */
export const missingRedis = hasRedis() ? '' : 'redis-server';

/** Programs that end with the test. */
export class RunningPrograms {
  readonly #running = new Set<ChildProcess>();

  /** A Redis server that forgets everything when it is killed. */
  redis(port: number, folder: string): ChildProcess {
    const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder];
    return this.start('redis-server', [...place, '--save', ''], 'ignore');
  }

  cuaderno(args: readonly string[], stderr: 'ignore' | 'pipe' = 'ignore', environment = {}): ChildProcess {
    return this.start(process.execPath, [cuaderno, ...args], stderr, environment);
  }

  start(program: string, args: readonly string[], stderr: 'ignore' | 'pipe', environment = {}): ChildProcess {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', stderr],
      env: { ...process.env, ...environment },
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  kill(): void {
    for (const one of this.#running) one.kill('SIGKILL');
  }
}

/** The first line that a program writes on standard error which fits. */
export async function lineOf(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  let said = '';
  for await (const text of child.stderr!.setEncoding('utf8')) {
    said += text;
    const found = wanted.exec(said);
    if (found !== null) return found;
  }
  throw new Error(`It ended and had said: ${said}`);
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version']);
    return true;
  } catch {
    return false;
  }
}
