/** The main thread of a kernel process: a session, and nothing else. Everything that must answer while a cell runs
 *  (sockets, heartbeat, interrupts) lives in the worker that this starts, and the language service in a worker
 *  of that one's.
 *
 *    client ⇄ ZeroMQ ⇄ worker.ts (Kernel) ⇄ channel.ts ⇄ this thread (Session)
 *                        └ languageThread.ts ⇄ languageWorker.ts (NotebookLanguage)
 */
import { Worker } from 'node:worker_threads';
import { type SessionCommand, type SessionEvent, shared } from '../session/channel.js';
import { captureDescriptors, PipeDrain, writeLog } from '../session/descriptors.js';
import type { Session } from '../session/session.js';
import { readConnectionFile } from './connectionFile.js';
import type { WorkerSetup } from './worker.js';

const closingMs = 2000;

/** Messages pass through it and are gone. */
const workerHeap = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/**
 * Serves the client that wrote the connection file, until it asks for the end.
 * @throws {DataError} if the connection file cannot be used
 */
export async function startKernel(connectionFile: string): Promise<void> {
  const connection = await readConnectionFile(connectionFile);
  const memory = new Int32Array(new SharedArrayBuffer(shared.length * Int32Array.BYTES_PER_ELEMENT));
  const descriptors = captureDescriptors();
  const setup: WorkerSetup = { connection, memory, folder: process.cwd(), descriptors };
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: setup,
    resourceLimits: workerHeap,
  });
  const pipes = descriptors && new PipeDrain(descriptors);
  const post = (event: SessionEvent) => {
    // What a child process printed before this comes before it.
    if (event.type !== 'pong') {
      pipes?.drain(event.type === 'done', (name, text) => worker.postMessage({ type: 'raw', name, text }));
    }
    worker.postMessage(event);
  };
  const leave = process.exit.bind(process);

  const opening = openSession(setup, post);
  worker.on('message', async (command: SessionCommand) => {
    const { session, recover } = await opening;
    recover();
    if (command.type === 'ping') post({ type: 'pong' });
    else if (command.type === 'exit') leave(command.code);
    else obey(session, command);
  });
  worker.on('error', (error) => {
    writeLog(descriptors?.log ?? 2, `The kernel's protocol worker failed: ${error.stack ?? error}\n`);
    leave(1);
  });

  // The addon aborts the process if its sockets are still open at the end, so the worker closes them first.
  process.exit = ((code = process.exitCode ?? 0) => {
    post({ type: 'exit', code: Number(code) });
    Atomics.wait(memory, shared.closed, 0, closingMs);
    return leave(code);
  }) as typeof process.exit;
  // Where the worker cannot hear the signal itself (interruptSignal.ts), it waits for this thread's loop.
  process.on('SIGINT', async () => (await opening).session.interruptCurrent());
}

/** The session's parts are loaded while the worker opens its sockets: the kernel is ready sooner. */
async function openSession(
  { folder, memory }: WorkerSetup,
  post: (event: SessionEvent) => void,
): Promise<{ session: Session; recover: () => void }> {
  const [{ Session }, { allowTermination }] = await Promise.all([
    import('../session/session.js'),
    import('../session/termination.js'),
  ]);
  return { session: new Session({ folder, post, memory }), recover: allowTermination(memory) };
}

function obey(session: Session, command: Exclude<SessionCommand, { type: 'ping' | 'exit' }>): void {
  switch (command.type) {
    case 'execute':
      void session.run(command.program);
      break;
    case 'interrupt':
      session.interrupt(command.cell);
      break;
    case 'answer':
      session.answer(command.question, command.value);
      break;
    case 'comm':
      void session.receiveComm(command.cell, command.message);
  }
}
