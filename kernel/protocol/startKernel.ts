/** The main thread of a kernel process: a session, and nothing else. Everything that must answer while a cell runs
 *  (sockets, heartbeat, language service, interrupts) lives in the worker that this starts.
 *
 *    client ⇄ ZeroMQ ⇄ worker.ts (Kernel, NotebookLanguage) ⇄ channel.ts ⇄ this thread (Session)
 */
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { type SessionCommand, type SessionEvent, shared } from '../session/channel.js';
import { captureDescriptors, PipeDrain, writeLog } from '../session/descriptors.js';
import { Session } from '../session/session.js';
import { allowTermination } from '../session/termination.js';
import { AnswerPort } from './answerPort.js';
import { readConnectionFile } from './connectionFile.js';
import type { WorkerReady, WorkerSetup } from './worker.js';

const closingMs = 2000;

/** The language service lives in a tenth of this. With less than 2 GB to grow into, V8 collects its garbage sooner. */
const workerHeap = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 };

/**
 * Serves the client that wrote the connection file, until it asks for the end. Resolves when the kernel can be spoken to.
 * @throws {DataError} if the connection file cannot be used; whatever keeps the protocol worker from starting
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

  const session = new Session({
    folder: setup.folder,
    post,
    memory,
    waitForAnswer: (question) => answerPort.wait(question),
  });
  const recover = allowTermination(memory);

  let serve: () => void = () => {};
  let giveUp: (error: unknown) => void = () => {};
  const serving = new Promise<void>((resolve, reject) => {
    serve = resolve;
    giveUp = reject;
  });
  worker.on('message', (command: SessionCommand | WorkerReady) => {
    recover();
    switch (command.type) {
      case 'ready':
        serve();
        giveUp = () => leave(1);
        break;
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
        break;
      case 'ping':
        post({ type: 'pong' });
        break;
      case 'exit':
        leave(command.code);
    }
  });
  worker.on('error', (error) => {
    writeLog(descriptors?.log ?? 2, `The kernel's protocol worker failed: ${error.stack ?? error}\n`);
    giveUp(error);
  });

  // The addon aborts the process if its sockets are still open at the end, so the worker closes them first.
  process.exit = ((code = process.exitCode ?? 0) => {
    post({ type: 'exit', code: Number(code) });
    Atomics.wait(memory, shared.closed, 0, closingMs);
    return leave(code);
  }) as typeof process.exit;
  // Where the worker cannot hear the signal itself (interruptSignal.ts), it waits for this thread's loop.
  process.on('SIGINT', () => session.interruptCurrent());
  await serving.catch((error: unknown) => {
    session.close();
    process.exit = leave;
    throw error;
  });
}
