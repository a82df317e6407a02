/** Reads the pipes under descriptors 1 and 2 (session/descriptors.ts) while the main thread is busy or asleep. */
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Descriptors, StreamName } from '../session/descriptors.js';

export function readRawOutput(
  { readers }: Descriptors,
  take: (name: StreamName, text: string) => void,
): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const socket = new Socket({ fd: readers[name], readable: true, writable: false });
    socket.on('data', (chunk: Buffer) => take(name, decoder.write(chunk)));
    // The pipe has no end while the process lives.
    socket.on('error', () => {});
  }
}
