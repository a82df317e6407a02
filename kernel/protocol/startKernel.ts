/** The main thread of a kernel process: a session, and nothing else. Everything that must answer while a cell runs
 *  (sockets, heartbeat, interrupts) lives in the worker that this starts, and the language service in a worker
 *  of that one's.
 *
 *    client ⇄ ZeroMQ ⇄ worker.ts (Kernel) ⇄ channel.ts ⇄ this thread (Session)
 *                        └ languageThread.ts ⇄ languageWorker.ts (NotebookLanguage)
 */
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { type SessionCommand, type SessionEvent, shared } from '../session/channel.js';
import { captureDescriptors, PipeDrain, writeLog } from '../session/descriptors.js';
import type { Session } from '../session/session.js';
import { AnswerPort } from './answerPort.js';
import { readConnectionFile } from './connectionFile.js';
import type { OpenWorker, WorkerReady, WorkerSetup } from './worker.js';

const closingMs = 2000;

/** Messages pass through it and are gone. */
const workerHeap = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/**
 * Serves the client that wrote the connection file, until it asks for the end. Resolves when the kernel can be spoken to.
 * @throws {DataError} if the connection file cannot be used; whatever keeps the session or the protocol worker from starting
 */
export async function startKernel(connectionFile: string): Promise<void> {
  const connection = await readConnectionFile(connectionFile);
  const memory = new Int32Array(new SharedArrayBuffer(shared.length * Int32Array.BYTES_PER_ELEMENT));
  const notice = fileURLToPath(new URL('./deathNotice.js', import.meta.url));
  const descriptors = captureDescriptors((busyFile) => [process.execPath, notice, busyFile, connectionFile]);
  const { port1, port2: answers } = new MessageChannel();
  const setup: WorkerSetup = { connection, memory, folder: process.cwd(), descriptors, answers };
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: setup,
    transferList: [answers],
    resourceLimits: workerHeap,
  });
  const failing = new Promise<never>((_, reject) => {
    worker.on('error', (error) => {
      writeLog(descriptors?.log ?? 2, `The kernel's protocol worker failed: ${error.stack ?? error}\n`);
      reject(error);
    });
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
  const answerPort = new AnswerPort(port1, memory);

  // The session's parts are loaded while the worker loads its own: the kernel is ready sooner.
  const loading = Promise.all([import('../session/session.js'), import('../session/termination.js')]);
  const [{ Session }, { allowTermination }] = await Promise.race([loading, failing]).catch(
    async (error: unknown) => {
      await worker.terminate();
      throw error;
    },
  );
  const session = new Session({
    folder: setup.folder,
    post,
    memory,
    waitForAnswer: (question) => answerPort.wait(question),
  });
  const recover = allowTermination(memory);

  const serving = new Promise<void>((serve) => {
    worker.on('message', (command: SessionCommand | WorkerReady) => {
      recover();
      if (command.type === 'ready') serve();
      else if (command.type === 'ping') post({ type: 'pong' });
      else if (command.type === 'exit') leave(command.code);
      else obey(session, command);
    });
  });
  // The addon aborts the process if its sockets are still open at the end, so the worker closes them first.
  process.exit = ((code = process.exitCode ?? 0) => {
    post({ type: 'exit', code: Number(code) });
    Atomics.wait(memory, shared.closed, 0, closingMs);
    return leave(code);
  }) as typeof process.exit;
  // Where the worker cannot hear the signal itself (interruptSignal.ts), it waits for this thread's loop.
  process.on('SIGINT', () => session.interruptCurrent());
  const open: OpenWorker = { type: 'open' };
  worker.postMessage(open);
  await Promise.race([serving, failing]).catch((error: unknown) => {
    session.close();
    process.exit = leave;
    throw error;
  });
  worker.on('error', () => leave(1));
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
