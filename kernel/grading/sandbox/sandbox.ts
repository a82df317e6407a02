/** A process of the student's, walled in and watched. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { EngineError } from '../../../src/errors.js';
import { bubblewrapCommand, hasBubblewrap } from './bubblewrap.js';
import { defaultLimits, type Limits } from './limits.js';
import { hasUnshare, unshareCommand } from './unshare.js';
import { noUsage, type Usage, usageOf } from './usage.js';

export type SandboxKind = 'bubblewrap' | 'unshare' | 'none';

export interface SandboxOptions {
  kind: SandboxKind;
  command: readonly string[];
  environment?: Readonly<Record<string, string>>;
  limits?: Limits;
  /** The folder in which it runs where there is no sandbox. */
  folder: string;
}

const wallsOf: Record<SandboxKind, typeof bubblewrapCommand> = {
  bubblewrap: bubblewrapCommand,
  unshare: unshareCommand,
  none: (command) => [...command],
};

/** How often what it takes is looked at. */
const watchMs = 100;

export class Sandbox {
  /** The other end of the process's descriptor 3. */
  readonly channel: Duplex;
  /** Resolves with how it ended, for people. */
  readonly ended: Promise<string>;
  /** Whether it has ended. */
  hasEnded = false;
  readonly #process: ChildProcess;
  readonly #limits: Limits;
  readonly #watch: NodeJS.Timeout;
  #usage: Usage = noUsage;
  #reason: string | undefined;

  constructor({ kind, command, environment = {}, limits = defaultLimits, folder }: SandboxOptions) {
    this.#limits = limits;
    const [program, ...args] = wallsOf[kind](command, limits, environment);
    this.#process = spawn(program!, args, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      cwd: kind === 'none' ? folder : '/',
      env: kind === 'none' ? { ...process.env, ...environment } : { PATH: '/usr/bin:/bin' },
      // A group of its own, to be killed as a whole.
      detached: true,
    });
    this.channel = this.#process.stdio[3] as unknown as Duplex;
    this.channel.on('error', () => {
      // A broken pipe: the process has ended, as `ended` tells.
    });
    this.ended = new Promise((resolve) => {
      const finish = (how: string): void => {
        this.hasEnded = true;
        clearInterval(this.#watch);
        resolve(this.#reason ?? how);
      };
      this.#process.once('error', (error) => finish(`it could not be started (${error.message})`));
      this.#process.once('exit', (code, signal) => finish(endText(code, signal)));
    });
    this.#watch = setInterval(() => this.#look(), watchMs).unref();
  }

  /** What it takes now; processor time never falls. */
  usage(): Usage {
    if (this.hasEnded || this.#process.pid === undefined) return this.#usage;
    const now = usageOf(this.#process.pid);
    this.#usage = { ...now, cpuSeconds: Math.max(now.cpuSeconds, this.#usage.cpuSeconds) };
    return this.#usage;
  }

  /** Ends it and all that it has started. */
  kill(reason: string): void {
    if (this.hasEnded) return;
    this.#reason ??= reason;
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.#process.kill('SIGKILL');
    }
  }

  #look(): void {
    const { memoryBytes, processes, files } = this.usage();
    const limits = this.#limits;
    const inMiB = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;
    if (memoryBytes > limits.memoryBytes) {
      this.kill(`it took more than ${inMiB(limits.memoryBytes)} of memory`);
    } else if (processes > limits.processes) {
      this.kill(`it started more than ${limits.processes} processes`);
    } else if (files > limits.files) {
      this.kill(`it made more than ${limits.files} files`);
    }
  }
}

/**
 * The sandbox that works here.
 * @throws {EngineError} if there is none: nothing of a student's runs outside of one unless that is asked for
 */
export function availableSandbox(): SandboxKind {
  if (hasBubblewrap()) return 'bubblewrap';
  if (hasUnshare()) return 'unshare';
  throw new EngineError(
    'Submissions run in a sandbox. bubblewrap is not installed or may not make namespaces here, and unshare may not either.\n' +
      'Install it (Debian, Ubuntu: apt-get install bubblewrap), or say --sandbox none to run the students’ code with ' +
      'your own rights.',
  );
}

/** What every report says of a sandbox that is not bubblewrap's; undefined where there is nothing to say. */
export function sandboxNotice(kind: SandboxKind): string | undefined {
  if (kind === 'none') return 'Graded without a sandbox (--sandbox none).';
  if (kind === 'bubblewrap') return undefined;
  return 'Graded in a sandbox of unshare, not of bubblewrap: the same walls, tried out before, but put up by a script of cuaderno’s, which fewer people have looked at.';
}

function endText(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended by itself with code ${code}` : `it was ended by ${signal}`;
}
