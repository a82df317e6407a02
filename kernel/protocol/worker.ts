/** The worker thread of a kernel: sockets and interrupts; the language service has a thread of its own. See
 *  startKernel.ts for the picture. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import inspector from 'node:inspector';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { SessionEvent } from '../session/channel.js';
import { type Descriptors, writeLog } from '../session/descriptors.js';
import { AnswerPort } from './answerPort.js';
import type { Connection } from './connectionFile.js';
import { InterruptSignal } from './interruptSignal.js';
import { Kernel } from './kernel.js';
import { readRawOutput } from './rawOutput.js';
import { RunningRecord } from './runningRecord.js';
import { RuntimeValues } from './runtimeValues.js';
import { SessionLink } from './sessionLink.js';
import { KernelSockets } from './sockets.js';

/** What the main thread gives the worker to start with. */
export interface WorkerSetup {
  connection: Connection;
  /** See `shared` in session/channel.ts. */
  memory: Int32Array;
  /** The notebook's folder. */
  folder: string;
  /** The pipes under standard output and error; undefined where they could not be made. */
  descriptors: Descriptors | undefined;
  /** One end of the channel of answerPort.ts. */
  answers: MessagePort;
}

/** What the worker is told, before anything else, when there is a session: a kernel without one takes no ports. */
export interface OpenWorker {
  type: 'open';
}

/** What the worker says once it hears its client. */
export interface WorkerReady {
  type: 'ready';
}

const parentGoneMs = 1000;

const { connection, memory, folder, descriptors, answers } = workerData as WorkerSetup;
const main = parentPort!;
await once(main, 'message');
const inspect = new inspector.Session();
inspect.connectToMainThread();

const log = (text: string) => writeLog(descriptors?.log ?? 2, `cuaderno: ${text}\n`);
const sockets = new KernelSockets(connection, randomUUID(), log);
const signal = new InterruptSignal(() => void kernel.interrupt());
const link = new SessionLink(
  (command) => main.postMessage(command),
  inspect,
  memory,
  signal,
  new AnswerPort(answers, memory),
);
const record = new RunningRecord(descriptors?.busyFile);
const kernel = new Kernel({
  sockets,
  link,
  values: new RuntimeValues(inspect, () => link.isRunning),
  memory,
  folder,
  record,
  keeper: descriptors?.keeper,
  onClose: () => inspect.disconnect(),
});
main.on('message', (event: SessionEvent) => kernel.onEvent(event));
if (descriptors) {
  readRawOutput(descriptors, (name, text) => {
    if (name === 'stderr') {
      // If these are the last words of a process that dies, its reader and its log have them, too.
      record.hear(text);
      writeLog(descriptors.log, text);
    }
    // What the main thread has said before comes before it.
    for (let sent = receiveMessageOnPort(main); sent; sent = receiveMessageOnPort(main)) {
      kernel.onEvent(sent.message as SessionEvent);
    }
    kernel.onEvent({ type: 'raw', name, text });
  });
}
await sockets.open((channel, message) => kernel.onMessage(channel, message));
const ready: WorkerReady = { type: 'ready' };
main.postMessage(ready);
kernel.announce();

// A client that died without a word leaves its kernel to init; nobody could ever stop it.
if (process.env.JPY_PARENT_PID) {
  const parent = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    void kernel.shutdown(0);
  }, parentGoneMs).unref();
}
