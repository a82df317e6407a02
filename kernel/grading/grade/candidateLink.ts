/** The supervisor's end of a student's process: questions go in, answers come out, and whatever the process does instead of
 *  answering ends it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Limits } from '../sandbox/limits.js';
import { Sandbox, type SandboxKind } from '../sandbox/sandbox.js';
import type { Callback, CallbackReply, Encoded, Question } from '../values/encoded.js';
import { MessageLines } from '../values/messageLines.js';

export interface Answer {
  value?: Encoded;
  isPromise?: boolean;
  thrown?: { name: string; message: string };
  /** The process did not answer and is no more; it says why. */
  isOver?: boolean;
}

export interface Budget {
  cpuSeconds: number;
}

const entry = fileURLToPath(new URL('../candidate/candidate.js', import.meta.url));
const lookMs = 100;
/** How deep functions of the test's and the student's may call each other. */
const deepestCalls = 50;
/** A process that computes nothing for so long waits for something that does not come. */
const defaultIdleMs = 20_000;
/** However busy the machine is, a budget is over when so many times its seconds have passed. */
const slowestFactor = 30;

export interface CandidateOptions {
  kind: SandboxKind;
  withEngine: boolean;
  limits: Limits;
  /** Milliseconds after which a process that computes nothing and does not answer is ended. */
  idleMs: number | undefined;
}

export class CandidateLink {
  readonly #sandbox: Sandbox;
  readonly #ready: Promise<boolean>;
  /** By the number of the question; a function of the test's that the student's code calls may ask within a question. */
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #callBack: ((call: Callback) => Promise<CallbackReply>) | undefined;
  /** Functions of the test's that run at the moment: the student's process rightly waits. */
  #calls = 0;
  #nextId = 1;
  #reason = 'it ended';
  /** Where it runs without a sandbox. */
  readonly #folder: string | undefined;
  readonly #idleMs: number;

  constructor({ kind, withEngine, limits, idleMs = defaultIdleMs }: CandidateOptions) {
    this.#idleMs = idleMs;
    this.#folder = kind === 'none' ? mkdtempSync(path.join(tmpdir(), 'cuaderno-grade-')) : undefined;
    this.#sandbox = new Sandbox({
      kind,
      folder: this.#folder ?? '/',
      limits,
      command: [
        process.execPath,
        `--max-old-space-size=${Math.floor(limits.memoryBytes / 1024 ** 2 / 2)}`,
        entry,
      ],
      environment: { CUADERNO_PRELOAD: withEngine ? 'engine' : 'none' },
    });
    let isReady: (ready: boolean) => void = () => {};
    this.#ready = new Promise((resolve) => {
      isReady = resolve;
    });
    let hasBegun = false;
    const lines = new MessageLines((text) => {
      if (hasBegun) return this.#take(text);
      hasBegun = true;
      isReady(true);
    });
    this.#sandbox.channel.on('data', (bytes: Buffer) => {
      try {
        lines.take(bytes);
      } catch (error) {
        this.#sandbox.kill(`it sent what is no answer (${(error as Error).message})`);
      }
    });
    void this.#sandbox.ended.then((how) => {
      this.#reason = how;
      isReady(false);
      for (const id of [...this.#waiting.keys()]) this.#settle(id, this.#over());
    });
  }

  get hasEnded(): boolean {
    return this.#sandbox.hasEnded;
  }

  /** @param callBack calls a function of the test's, for the student's code */
  onCallback(callBack: (call: Callback) => Promise<CallbackReply>): void {
    this.#callBack = callBack;
  }

  /** Asks; a second question only within a function of the test's. Never rejects. */
  async ask(question: Question, budget: Budget): Promise<Answer> {
    if (!(await this.#ready) || this.#sandbox.hasEnded) return this.#over();
    const id = this.#nextId++;
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.#sandbox.channel.write(`${JSON.stringify({ id, ...question })}\n`);
    const clock = this.#watch(budget);
    try {
      return await answered;
    } finally {
      clearInterval(clock);
    }
  }

  /** Processor seconds so far. */
  cpuSeconds(): number {
    return this.#sandbox.usage().cpuSeconds;
  }

  async close(): Promise<void> {
    this.#sandbox.kill('the grading was over');
    await this.#sandbox.ended;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #watch({ cpuSeconds }: Budget): NodeJS.Timeout {
    const begun = performance.now();
    const before = this.cpuSeconds();
    const idleMs = this.#idleMs;
    let last = { spent: 0, at: begun };
    return setInterval(() => {
      const now = performance.now();
      const usage = this.#sandbox.usage();
      const spent = usage.cpuSeconds - before;
      if (usage.isBusy || this.#calls > 0 || spent > last.spent + 0.01) last = { spent, at: now };
      if (spent > cpuSeconds)
        this.#sandbox.kill(`it took more than the ${cpuSeconds} processor seconds it has`);
      else if (now - last.at > idleMs)
        this.#sandbox.kill(`it waited ${idleMs / 1000} s for something that did not come`);
      else if (now - begun > cpuSeconds * slowestFactor * 1000 + idleMs) {
        this.#sandbox.kill(`it took more than ${cpuSeconds * slowestFactor} s`);
      }
    }, lookMs);
  }

  #take(text: string): void {
    let reply: unknown;
    try {
      reply = JSON.parse(text);
    } catch {
      this.#sandbox.kill('it sent what is no answer');
      return;
    }
    const { id, value, thrown, isPromise, callback, args } = (reply ?? {}) as Record<string, unknown>;
    if (callback !== undefined) void this.#answerCall(callback, args);
    // An answer that nobody has asked for.
    if (typeof id !== 'number' || !this.#waiting.has(id)) return;
    if (this.#calls >= this.#waiting.size) {
      this.#sandbox.kill('it did not wait for a function of the test that it had called');
      return;
    }
    if (thrown !== undefined) {
      const { name, message } = (thrown ?? {}) as Record<string, unknown>;
      this.#settle(id, { thrown: { name: shortText(name), message: shortText(message) } });
    } else this.#settle(id, { value: (value ?? null) as Encoded, isPromise: isPromise === true });
  }

  async #answerCall(callback: unknown, args: unknown): Promise<void> {
    const isCall = Number.isSafeInteger(callback) && Array.isArray(args);
    const questions = this.#waiting.size;
    // One that does not wait for its answers would have the test's functions called side by side.
    if (!isCall || this.#calls >= deepestCalls || (questions > 0 && this.#calls >= questions)) {
      this.#sandbox.kill('it called a function of the test in a way that there is not');
      return;
    }
    this.#calls++;
    try {
      const answer =
        this.#waiting.size > 0 && this.#callBack !== undefined
          ? await this.#callBack({ callback: callback as number, args: args as Encoded[] })
          : { thrown: { name: 'TypeError', message: 'The test whose function this is has ended.' } };
      this.#sandbox.channel.write(`${JSON.stringify(answer)}\n`);
    } finally {
      this.#calls--;
    }
  }

  #settle(id: number, answer: Answer): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(answer);
  }

  #over(): Answer {
    return {
      isOver: true,
      thrown: { name: 'NotebookEnded', message: `The notebook's process is over: ${this.#reason}.` },
    };
  }
}

function shortText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 10_000) : '';
}
