/** The supervisor's end of the examiner, whose questions it hands to the student's process. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CompiledPart } from '../assignment/assignment.js';
import type { ExaminerResult } from '../examiner/examiner.js';
import { MessageLines } from '../values/messageLines.js';
import type { Answer, Question } from './candidateLink.js';

const entry = fileURLToPath(new URL('../examiner/examiner.js', import.meta.url));
/** The examiner's own work on a test: comparing what came. */
const patienceMs = 120_000;

export class ExaminerLink {
  readonly #process: ChildProcess;
  readonly #ready: Promise<void>;
  #finish: ((result: ExaminerResult) => void) | undefined;
  #nextKey = 1;

  /** @param ask hands a question to the student's process */
  constructor(options: {
    folder: string;
    withEngine: boolean;
    ask: (question: Question) => Promise<Answer>;
  }) {
    const { PATH, HOME, CUADERNO_CACHE } = process.env;
    this.#process = spawn(process.execPath, [entry], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'],
      cwd: options.folder,
      env: {
        PATH,
        HOME,
        ...(CUADERNO_CACHE === undefined ? {} : { CUADERNO_CACHE }),
        CUADERNO_PRELOAD: options.withEngine ? 'engine' : 'none',
      },
    });
    const channel = this.#process.stdio[3] as unknown as Duplex;
    channel.on('error', () => {
      // It has ended, as `exit` tells.
    });
    const lines = new MessageLines((text) => {
      const { id, ...question } = JSON.parse(text) as { id: number } & Question;
      void options
        .ask(question as Question)
        .then((answer) => channel.write(`${JSON.stringify({ id, ...answer })}\n`));
    });
    channel.on('data', (bytes: Buffer) => lines.take(bytes));
    this.#ready = new Promise((resolve, reject) => {
      this.#process.once('message', () => resolve());
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => {
        reject(new Error(`The examiner ended with code ${code}.`));
        this.#finish?.({
          error: { name: 'ExaminerEnded', message: 'The test ended the examiner.', traceback: [] },
        });
      });
    });
    this.#process.on('message', (message: ExaminerResult | { ready: true }) => {
      if (!('ready' in message)) this.#finish?.(message);
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
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }
}
