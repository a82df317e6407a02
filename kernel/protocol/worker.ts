/** The worker thread of a kernel: sockets, language service, interrupts. See startKernel.ts for the picture. */
import { randomUUID } from 'node:crypto';
import inspector from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { SessionEvent } from '../session/channel.js';
import type { Connection } from './connectionFile.js';
import { Kernel } from './kernel.js';
import { SessionLink } from './sessionLink.js';
import { KernelSockets } from './sockets.js';

/** What the main thread gives the worker to start with. */
export interface WorkerSetup {
  connection: Connection;
  /** See `shared` in session/channel.ts. */
  memory: Int32Array;
  /** The notebook's folder. */
  folder: string;
}

const parentGoneMs = 1000;

const { connection, memory, folder } = workerData as WorkerSetup;
const main = parentPort!;
const inspect = new inspector.Session();
inspect.connectToMainThread();

const sockets = new KernelSockets(connection, randomUUID());
const link = new SessionLink((command) => main.postMessage(command), inspect, memory);
const kernel = new Kernel(sockets, link, memory, folder, () => inspect.disconnect());
main.on('message', (event: SessionEvent) => kernel.onEvent(event));
await sockets.open((channel, message) => kernel.onMessage(channel, message));
kernel.announce();

// A client that died without a word leaves its kernel to init; nobody could ever stop it.
if (process.env.JPY_PARENT_PID) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void kernel.shutdown(0);
  }, parentGoneMs).unref();
}
