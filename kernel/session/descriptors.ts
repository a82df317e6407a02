/** Standard output and error below JavaScript: what child processes with inherited streams and native code write to the
 *  file descriptors 1 and 2 is caught in two pipes, without native code of our own.
 *
 *  A pipe is made as a named one that loses its name at once; it takes the place of a descriptor because `open` gives
 *  the lowest number that is free. What the descriptors were is kept by a small shell process, through which the kernel
 *  still writes to its log. It outlives the kernel: it puts into the log what nobody has read (V8's last words) and, if
 *  the kernel died while it was busy, starts what tells the reader. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';

export type StreamName = 'stdout' | 'stderr';

export interface Descriptors {
  /** Where the pipes are read, without waiting; numbers, so that every thread can use them. */
  readers: Record<StreamName, number>;
  /** Where the kernel's own log goes. */
  log: number;
  /** The process that keeps the log open. */
  keeper: number | undefined;
  /** A file to be there while the kernel is busy, and only then; in a folder that goes with the kernel. */
  busyFile: string;
}

const busyName = 'busy';

/** Part of every POSIX system. */
const makeNamedPipes = 'mkfifo';

/** `sh -c KEEPER sh FOLDER COMMAND…`: copies the log until the kernel is gone, then runs the command if the kernel died
 *  busy, with its last words on standard input. */
const keeperScript = `trap '' INT
folder=$1
shift
cat >&2
words=$(cat <&3 2>/dev/null | tail -c 16000)
exec 3<&-
[ -z "$words" ] || printf '%s\\n' "$words" >&2
exec 2>/dev/null
if [ -e "$folder/${busyName}" ] && [ $# -gt 0 ]; then printf '%s' "$words" | "$@" >/dev/null; fi
rm -rf "$folder"`;

/** What keeps the log open must not be collected. */
let keeper: ReturnType<typeof spawn> | undefined;

/**
 * Puts pipes under descriptors 1 and 2. To be called once, before anything else opens files.
 * Returns undefined where there are no named pipes (Windows): output that passes by JavaScript stays out of cells then.
 * @param afterDeath the command to run if the kernel dies while it is busy; it is given the busy file
 */
export function captureDescriptors(
  afterDeath: (busyFile: string) => readonly string[] = () => [],
): Descriptors | undefined {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cuaderno-'));
  const names = [path.join(folder, '1'), path.join(folder, '2')] as const;
  try {
    if (spawnSync(makeNamedPipes, names, { stdio: 'ignore' }).status !== 0) return undefined;
    // Node's own streams keep the flags of what they are made on: let that be the old descriptors.
    void [process.stdout, process.stderr];
    const [stdout, stderr] = names.map((name) => openSync(name, constants.O_RDONLY | constants.O_NONBLOCK));
    const busyFile = path.join(folder, busyName);
    keeper = spawn('/bin/sh', ['-c', keeperScript, 'sh', folder, ...afterDeath(busyFile)], {
      stdio: ['pipe', 'ignore', 2, stderr],
    });
    keeper.on('error', () => {});
    keeper.unref();
    const log = descriptorOf(keeper);
    if (log === undefined) return undefined;
    replace(1, names[0]);
    replace(2, names[1]);
    return { readers: { stdout: stdout!, stderr: stderr! }, log, keeper: keeper.pid, busyFile };
  } finally {
    for (const name of names) rmSync(name, { force: true });
    if (keeper === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes to the kernel's log; a log that nobody takes is no reason to fail. */
export function writeLog(log: number, text: string): void {
  try {
    writeSync(log, text);
  } catch {
    // Gone, or its reader is stuck.
  }
}

/** Takes what waits in the pipes, without waiting for more. For the thread that the user's code keeps busy. */
export class PipeDrain {
  readonly #readers: Record<StreamName, number>;
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #chunk = Buffer.allocUnsafe(64 * 1024);
  #last = 0;

  constructor({ readers }: Descriptors) {
    this.#readers = readers;
  }

  /** At most every half millisecond (no process starts and ends in less), unless it `must`. */
  drain(must: boolean, take: (name: StreamName, text: string) => void): void {
    const now = performance.now();
    if (!must && now - this.#last < 0.5) return;
    for (const name of ['stdout', 'stderr'] as const) {
      for (let text = this.#read(name); text !== ''; text = this.#read(name)) take(name, text);
    }
    this.#last = performance.now();
  }

  #read(name: StreamName): string {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return this.#decoders[name].write(
        this.#chunk.subarray(0, readSync(this.#readers[name], this.#chunk, 0, this.#chunk.length, null)),
      );
    } catch {
      // EAGAIN: nothing waits.
      return '';
    } finally {
      Error.stackTraceLimit = limit;
    }
  }
}

function replace(descriptor: number, name: string): void {
  closeSync(descriptor);
  const opened = openSync(name, constants.O_WRONLY);
  if (opened !== descriptor) {
    throw new Error(`descriptor ${descriptor}: expected to get it back, got ${opened}`);
  }
}

/** Node's own streams wait for the loop; a number can be written to from any thread at any time. */
function descriptorOf({ stdin }: ReturnType<typeof spawn>): number | undefined {
  const { _handle: handle } = stdin as unknown as { _handle?: { fd?: number } };
  return handle?.fd !== undefined && handle.fd > 2 ? handle.fd : undefined;
}
