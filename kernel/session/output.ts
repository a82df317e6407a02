/** Catches everything that is written to standard output and error, and gives it to the cell that wrote it.
 *
 *  Text leaves at once, while the main thread is busy; a loop that prints faster than the worker sends waits for it
 *  (`shared.unsentCharacters`), so that nothing is lost and memory stays bounded. */
import { Console } from 'node:console';
import { StringDecoder } from 'node:string_decoder';
import { messageCharacters, shared, unsentLimit } from './channel.js';

type Write = typeof process.stdout.write;

/** Longest text in one event. */
const chunkCharacters = 256 * 1024;

export interface OutputCapture {
  /** Gives the streams and the console back. */
  release(): void;
}

export interface OutputTarget {
  /** What of the text may leave; called synchronously from inside the write. */
  admit(text: string): string;
  /** Sends one piece of text; `reserved` is what the receiver has to take off `shared.unsentCharacters`. */
  post(name: 'stdout' | 'stderr', text: string, reserved: number): void;
}

/** @param memory shared with the receiver; without it nothing waits */
export function captureOutput({ admit, post }: OutputTarget, memory?: Int32Array): OutputCapture {
  const original = {
    stdout: process.stdout.write,
    stderr: process.stderr.write,
    console: globalThis.console,
  };
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = admit(
        typeof chunk === 'string' ? decodeString(chunk, encoding) : decoder.write(Buffer.from(chunk)),
      );
      for (let start = 0; start < text.length; start += chunkCharacters) {
        const piece = text.slice(start, start + chunkCharacters);
        const reserved = piece.length + messageCharacters;
        if (memory) waitForRoom(memory, reserved);
        post(name, piece, reserved);
      }
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    };
    process[name].write = write as Write;
  }
  // Node's own console also feeds the inspector, which would keep the last thousand arguments (tensors!) alive. Our writes
  // do not fail; to ignore errors it would queue a callback a line, which a loop that never ends piles up.
  const { stdout, stderr } = process;
  globalThis.console = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  return {
    release() {
      process.stdout.write = original.stdout;
      process.stderr.write = original.stderr;
      globalThis.console = original.console;
    },
  };
}

function decodeString(chunk: string, encoding: unknown): string {
  if (typeof encoding !== 'string' || /^utf-?8$/i.test(encoding)) return chunk;
  return Buffer.from(chunk, encoding as BufferEncoding).toString();
}

function waitForRoom(memory: Int32Array, characters: number): void {
  let unsent = Atomics.add(memory, shared.unsentCharacters, characters) + characters;
  while (unsent > unsentLimit) {
    Atomics.wait(memory, shared.unsentCharacters, unsent, 1000);
    unsent = Atomics.load(memory, shared.unsentCharacters);
  }
}
