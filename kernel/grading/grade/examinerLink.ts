/** The supervisor's end of the examiner, whose questions it hands to the student's process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CompiledPart } from '../assignment/assignment.js';
import type { ExaminerResult } from '../examiner/examiner.js';
import type { EnclosedFiles } from '../values/enclosedFiles.js';
import type { Callback, CallbackReply, ExaminerQuestion } from '../values/encoded.js';
import { MessageLines } from '../values/messageLines.js';
import type { Answer } from './candidateLink.js';

const entry = fileURLToPath(new URL('../examiner/examiner.js', import.meta.url));
/** The examiner's own work on a test: comparing what came. */
const patienceMs = 120_000;

export class ExaminerLink {
  readonly #process: ChildProcess;
  readonly #ready: Promise<void>;
  #finish: ((result: ExaminerResult) => void) | undefined;
  #nextKey = 1;
  readonly #channel: Duplex;
  /** Questions of its that are not answered yet: it listens. */
  #asking = 0;
  /** Functions of the test's that it was told to call, the latest first. */
  readonly #calls: ((reply: CallbackReply) => void)[] = [];
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'cuaderno-examiner-'));
  #ask: (question: ExaminerQuestion) => Promise<Answer> = () =>
    Promise.reject(new Error('There is no student.'));

  /** @param files lie in its folder */
  constructor({ withEngine, files }: { withEngine: boolean; files: EnclosedFiles }) {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path.join(this.#folder, name), Buffer.from(content, 'base64'));
    }
    const { PATH, HOME, CUADERNO_CACHE } = process.env;
    this.#process = spawn(process.execPath, [entry], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'],
      cwd: this.#folder,
      env: {
        PATH,
        HOME,
        ...(CUADERNO_CACHE === undefined ? {} : { CUADERNO_CACHE }),
        CUADERNO_PRELOAD: withEngine ? 'engine' : 'none',
      },
    });
    const channel = this.#process.stdio[3] as unknown as Duplex;
    channel.on('error', () => {
      // It has ended, as `exit` tells.
    });
    this.#channel = channel;
    const lines = new MessageLines((text) => {
      const message = JSON.parse(text) as ({ id: number } & ExaminerQuestion) | CallbackReply;
      if (!('ask' in message)) return this.#calls.shift()?.(message);
      const { id, ...question } = message;
      this.#asking++;
      void this.#ask(question as ExaminerQuestion).then((answer) => {
        this.#asking--;
        channel.write(`${JSON.stringify({ id, ...answer })}\n`);
      });
    });
    channel.on('data', (bytes: Buffer) => lines.take(bytes));
    this.#ready = new Promise<void>((resolve, reject) => {
      this.#process.once('message', () => resolve());
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => {
        reject(new Error(`The examiner ended with code ${code}.`));
        for (const give of this.#calls.splice(0)) {
          give({ thrown: { name: 'TypeError', message: 'The test has ended.' } });
        }
        this.#finish?.({
          error: { name: 'ExaminerEnded', message: 'The test ended the examiner.', traceback: [] },
        });
      });
    });
    this.#ready.catch(() => {
      // Whoever runs a program is told; a spare one ends unused.
    });
    this.#process.on('message', (message: ExaminerResult | { ready: true }) => {
      if (!('ready' in message)) this.#finish?.(message);
    });
  }

  /** @param ask hands a question to the student's process */
  examine(ask: (question: ExaminerQuestion) => Promise<Answer>): void {
    this.#ask = ask;
  }

  /** Calls a function of the test's, which waits for an answer of the student's process. Never rejects. */
  callBack(call: Callback): Promise<CallbackReply> {
    if (this.#asking === 0) {
      const message = 'The test whose function this is has ended.';
      return Promise.resolve({ thrown: { name: 'TypeError', message } });
    }
    return new Promise((resolve) => {
      this.#calls.unshift(resolve);
      this.#channel.write(`${JSON.stringify(call)}\n`);
    });
  }

  /** Runs a program of the teacher's. Never rejects. */
  async run(part: CompiledPart, title: string, asks: readonly string[]): Promise<ExaminerResult> {
    await this.#ready;
    const program = { key: `examiner-${this.#nextKey++}`, title, ...part };
    const finished = new Promise<ExaminerResult>((resolve) => {
      this.#finish = resolve;
    });
    this.#process.send({ run: program, asks });
    let clock: NodeJS.Timeout | undefined;
    const late = new Promise<ExaminerResult>((resolve) => {
      clock = setTimeout(() => {
        resolve({ error: { name: 'Timeout', message: 'The test itself did not end.', traceback: [] } });
      }, patienceMs);
    });
    try {
      return await Promise.race([finished, late]);
    } finally {
      clearTimeout(clock);
      this.#finish = undefined;
    }
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
