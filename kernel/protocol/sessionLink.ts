/** The worker's end of the session: runs one cell at a time on the main thread and can stop it. */
import type { Session as InspectorSession } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import { type CellOutcome, type CellProgram, type SessionCommand, shared } from '../session/channel.js';
import { terminateMainThread } from '../session/termination.js';
import type { AnswerPort } from './answerPort.js';
import type { InterruptSignal } from './interruptSignal.js';

/** How long a main thread may take to answer before its code is terminated. */
const patienceMs = 100;
/** The same while a cell runs that has asked for the interrupt signal: one training step may take a second or two, and
 *  whoever is terminated within it has no history to give. */
const orderlyPatienceMs = 5000;

export class SessionLink {
  readonly #post: (command: SessionCommand) => void;
  readonly #inspector: InspectorSession;
  readonly #memory: Int32Array;
  readonly #signal: InterruptSignal;
  readonly #answerPort: AnswerPort;
  #running: { cell: string; finish(outcome: CellOutcome): void } | undefined;
  #interrupting: Promise<void> = Promise.resolve();
  #pongs: (() => void)[] = [];

  /**
   * @param signal watched while a cell runs
   * @param answers for a main thread that stands still
   */
  constructor(
    post: (command: SessionCommand) => void,
    inspector: InspectorSession,
    memory: Int32Array,
    signal: InterruptSignal,
    answers: AnswerPort,
  ) {
    this.#signal = signal;
    this.#answerPort = answers;
    this.#post = post;
    this.#inspector = inspector;
    this.#memory = memory;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Runs a cell on the main thread; resolves when it has ended and all of its own output has been taken. */
  async run(program: CellProgram): Promise<CellOutcome> {
    // A termination that is still on its way must not hit this cell.
    await this.#interrupting;
    return new Promise((finish) => {
      this.#running = { cell: program.key, finish };
      this.#signal.watch();
      this.#post({ type: 'execute', program });
    });
  }

  /** Sends the session a command that is none of a cell's run. */
  post(command: Extract<SessionCommand, { type: 'comm' }>): void {
    this.#post(command);
  }

  onDone(cell: string, outcome: CellOutcome): void {
    if (this.#running?.cell !== cell) return;
    const { finish } = this.#running;
    this.#running = undefined;
    this.#signal.rest();
    finish(outcome);
  }

  onPong(): void {
    for (const heard of this.#pongs.splice(0)) heard();
  }

  /** @param value undefined to interrupt one that stands still */
  answer(
    { question, standsStill }: { question: number; standsStill?: boolean },
    value: string | undefined,
  ): void {
    if (standsStill) this.#answerPort.send(question, value);
    else this.#post({ type: 'answer', question, value: value ?? '' });
  }

  exit(code: number): void {
    this.#post({ type: 'exit', code });
  }

  /** Stops the running cell, if one runs. Resolves when the main thread turns its loop again. */
  interrupt(): Promise<void> {
    const running = this.#running;
    if (running) this.#interrupting = this.#interrupting.then(() => this.#interrupt(running.cell));
    return this.#interrupting;
  }

  async #interrupt(cell: string): Promise<void> {
    if (this.#running?.cell !== cell) return;
    this.#post({ type: 'interrupt', cell });
    const isOrderly = Atomics.load(this.#memory, shared.signalTaken) === 1;
    while (!(await this.#answers(isOrderly ? orderlyPatienceMs : patienceMs))) {
      if (!(await terminateMainThread(this.#inspector, this.#memory))) continue;
      // The termination may have hit the very code that answers: ask until it does.
      if (await this.#answers(patienceMs)) return;
    }
  }

  async #answers(withinMs: number): Promise<boolean> {
    const heard = new Promise<true>((resolve) => this.#pongs.push(() => resolve(true)));
    this.#post({ type: 'ping' });
    return Promise.race([heard, delay(withinMs, false)]);
  }
}
