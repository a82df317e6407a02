/** Runs cells, one after the other, on the thread it was made on, which belongs to the user's code alone.
 *
 *    driver (protocol worker, grader)                 this thread
 *    CellProgram ──────────────── run() ───────────▶ Evaluator (V8's REPL mode)
 *                                                       │ __cuaderno.import/shown/result/meta (CellHooks)
 *    SessionEvent ◀────────────── post ────────────── output, display, result, error
 *
 *  Everything asynchronous that a cell starts carries the cell along (AsyncLocalStorage), so that late output finds
 *  its way. A cell ends when its code does, or when it is interrupted; what it defined stays either way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type DisplayOptions, type MimeBundle, registerDisplayHost } from '../../src/display/displayHost.js';
import { isDrawnFigure } from '../display/drawnFigure.js';
import { inspectBriefly } from '../display/inspectLibrary.js';
import { hideAsyncIds, isFigure, renderValue } from '../display/renderValue.js';
import { installCellHooks } from './cellHooks.js';
import { CellTraces } from './cellTraces.js';
import {
  type CellOutcome,
  type CellProgram,
  type CommMessage,
  type SessionEvent,
  shared,
  type UserExpression,
} from './channel.js';
import { Comms } from './comms.js';
import { KeyboardInterrupt, reportError } from './errorReport.js';
import { Evaluator, Terminated, Thrown } from './evaluator.js';
import { runMagic } from './magics.js';
import { alwaysFromTheKernel, ModuleLoader } from './moduleLoader.js';
import { captureOutput } from './output.js';
import { withinLimit } from './outputLimit.js';
import { newCell, type RunningCell } from './runningCell.js';
import { Stopwatch } from './stopwatch.js';
import { serveTslab } from './tslabDisplay.js';

export interface SessionOptions {
  /** The notebook's folder: what imports and paths are relative to. */
  folder: string;
  /** Where events go; called synchronously. */
  post: (event: SessionEvent) => void;
  /** Memory shared with the receiver of the events, if that is another thread. */
  memory?: Int32Array;
  /** Blocks the thread until the question is answered; undefined if the cell was interrupted instead. Without it there
   *  is no `prompt`. */
  waitForAnswer?: (question: number) => string | undefined;
}

export class Session {
  readonly #post: (event: SessionEvent) => void;
  readonly #waitForAnswer: SessionOptions['waitForAnswer'];
  readonly #memory: Int32Array | undefined;
  readonly #evaluator = new Evaluator();
  readonly #traces = new CellTraces();
  readonly #cells = new AsyncLocalStorage<RunningCell>();
  readonly #stopwatch = new Stopwatch();
  readonly #comms = new Comms((message) => this.#post({ type: 'comm', cell: this.#cellKey(), message }));
  readonly #questions = new Map<number, (answer: string) => void>();
  readonly #release: (() => void)[] = [];
  /** What `display` gave. */
  readonly #showing = new WeakSet<Promise<void>>();
  #current: RunningCell | undefined;
  #last: RunningCell | undefined;

  constructor({ folder, post, memory, waitForAnswer }: SessionOptions) {
    this.#post = post;
    this.#waitForAnswer = waitForAnswer;
    this.#memory = memory;
    hideAsyncIds();
    const capture = captureOutput(
      {
        admit: (text) => this.#admit(text),
        post: (name, text, reserved) => post({ type: 'stream', cell: this.#cellKey(), name, text, reserved }),
      },
      memory,
    );
    const loader = new ModuleLoader(folder, (specifier, namespace) => {
      if (alwaysFromTheKernel.test(specifier)) inspectBriefly(namespace);
      if (specifier === 'tslab') serveTslab((bundle, options) => this.#display(bundle, options));
    });
    installCellHooks({
      folder,
      loader,
      setResult: (value) => {
        const cell = this.#cells.getStore() ?? this.#current;
        // The promise of `display(value)` at a cell's end is no value of its own.
        if (cell && !(value instanceof Promise && this.#showing.has(value))) cell.result = { value };
      },
      show: (value) => this.#showInPlace(value),
      settled: async () => void (await Promise.all(this.#current?.figures ?? [])),
      ask: (prompt, password) => this.#ask(prompt, password),
      askNow: (prompt) => this.#askNow(prompt),
      display: (value) => this.#displayValue(value),
      clearOutput: (wait) => this.#clearOutput(wait),
      magic: (line, names) => this.#magic(line, names),
      stopwatch: this.#stopwatch,
      comms: this.#comms,
    });
    const session = this;
    registerDisplayHost({
      display: (bundle, options) => this.#display(bundle, options),
      clearOutput: (wait) => this.#clearOutput(wait),
      get interruptSignal() {
        const cell = session.#cell();
        if (!cell) return new AbortController().signal;
        cell.signalTaken = true;
        session.#tell(true);
        return cell.interruption.signal;
      },
    });
    const stray = (thrown: unknown) => {
      const error = reportError(thrown, this.#traces);
      const cell = this.#cell();
      if (cell && cell === this.#current) cell.stray ??= error;
      post({ type: 'error', cell: this.#cellKey(), error });
    };
    process.on('uncaughtException', stray).on('unhandledRejection', stray);
    this.#release.push(
      () => capture.release(),
      () => process.off('uncaughtException', stray).off('unhandledRejection', stray),
    );
  }

  /** Runs a cell to its end and posts everything it puts out, `done` last. Never rejects. One at a time. */
  async run(program: CellProgram): Promise<CellOutcome> {
    const cell = newCell(program);
    this.#current = cell;
    this.#last = cell;
    this.#tell(false);
    let outcome = await this.#cells.run(cell, () => this.#runIn(cell));
    // Node tells of a rejection that nobody handles when the microtasks are over.
    await new Promise(setImmediate);
    this.#current = undefined;
    if (outcome.status === 'ok' && cell.stray) outcome = { status: 'error', error: cell.stray };
    else if (outcome.status === 'error')
      this.#post({ type: 'error', cell: program.key, error: outcome.error });
    this.#post({ type: 'done', cell: program.key, outcome });
    return outcome;
  }

  /** Tells the other thread whether the cell may end in order. */
  #tell(signalTaken: boolean): void {
    if (this.#memory) Atomics.store(this.#memory, shared.signalTaken, Number(signalTaken));
  }

  /** Ends the cell of that key, if it is the one that runs: its `interruptSignal` is aborted and it fails with
   *  KeyboardInterrupt. Code that never awaits has to be terminated from another thread first. */
  interrupt(key: string): void {
    if (this.#current?.program.key === key) this.#current.interruption.abort(new KeyboardInterrupt());
  }

  /** The same for whatever cell runs. */
  interruptCurrent(): void {
    if (this.#current) this.interrupt(this.#current.program.key);
  }

  /** The answer to an `input` event. */
  answer(question: number, value: string): void {
    this.#questions.get(question)?.(value);
    this.#questions.delete(question);
  }

  /** Gives a comm message of the page to its handlers; what they put out goes under the key. Never rejects. */
  async receiveComm(key: string, message: CommMessage): Promise<void> {
    const program = { key, title: 'comm', javascript: '', sourceMap: '', source: '', allowInput: false };
    await this.#cells.run(newCell({ ...program, userExpressions: {} }), async () => {
      try {
        await this.#comms.receive(message);
      } catch (thrown) {
        this.#post({ type: 'error', cell: key, error: reportError(thrown, this.#traces) });
      }
    });
    this.#post({ type: 'commHandled', cell: key });
  }

  /** Gives the process back its output and its error handling. */
  close(): void {
    for (const release of this.#release) release();
    this.#traces.release();
    this.#evaluator.close();
  }

  async #runIn(cell: RunningCell): Promise<CellOutcome> {
    const { program, interruption } = cell;
    const interrupted = new Promise<Thrown>((resolve) => {
      interruption.signal.addEventListener('abort', () => {
        const give = () => resolve(new Thrown(interruption.signal.reason));
        if (cell.signalTaken) setTimeout(give, graceMs).unref();
        else give();
      });
    });
    try {
      const end = await Promise.race([
        this.#evaluator.run(program.javascript, this.#traces.add(program)),
        interrupted,
      ]);
      if (end instanceof Terminated) throw new KeyboardInterrupt();
      if (end instanceof Thrown) throw end.value;
      if (cell.result && cell.result.value !== undefined) await this.#showResult(cell, cell.result.value);
      await Promise.race([Promise.all(cell.figures), interrupted.then(({ value }) => Promise.reject(value))]);
      return { status: 'ok', userExpressions: await this.#userExpressions(program) };
    } catch (thrown) {
      return { status: 'error', error: reportError(thrown, this.#traces) };
    } finally {
      delete cell.result;
      this.#stopwatch.clear();
    }
  }

  async #showResult(cell: RunningCell, value: unknown): Promise<void> {
    const rendered = await renderValue(value);
    const type = isFigure(value) || isDrawnFigure(rendered.bundle) ? 'display' : 'result';
    this.#post({ type, cell: cell.program.key, ...rendered });
  }

  /** Shows a figure where it stands; true if the cell should wait for it to be drawn. */
  #showInPlace(value: unknown): boolean {
    if (!isFigure(value)) return false;
    void this.#displayValue(value);
    return true;
  }

  /** Resolves when it is shown; the cell waits for it in any case. */
  #displayValue(value: unknown): Promise<void> {
    const cell = this.#cellKey();
    const shown = renderValue(value).then((rendered) => this.#post({ type: 'display', cell, ...rendered }));
    this.#current?.figures.push(shown);
    this.#showing.add(shown);
    return shown;
  }

  #clearOutput(wait = false): void {
    this.#post({ type: 'clear', cell: this.#cellKey(), wait });
  }

  #display(bundle: MimeBundle, { metadata = {}, displayId, update }: DisplayOptions = {}): void {
    this.#post({
      type: 'display',
      cell: this.#cellKey(),
      bundle,
      metadata,
      ...(displayId === undefined ? {} : { displayId }),
      ...(update ? { update } : {}),
    });
  }

  async #userExpressions(program: CellProgram): Promise<Record<string, UserExpression>> {
    const values: Record<string, UserExpression> = {};
    for (const [name, javascript] of Object.entries(program.userExpressions)) {
      const holder = newCell(program);
      const end = await this.#cells.run(holder, () =>
        this.#evaluator.run(`__cuaderno.result((${javascript}))`, 'cuaderno-expression'),
      );
      if (end instanceof Thrown) {
        const { name: ename, message: evalue, traceback } = reportError(end.value, this.#traces);
        values[name] = { status: 'error', ename, evalue, traceback };
      } else {
        const { bundle, metadata } = await renderValue(holder.result?.value);
        values[name] = { status: 'ok', data: bundle, metadata };
      }
    }
    return values;
  }

  #magic(line: string, names: readonly string[]): Promise<void> {
    const cell = this.#cell();
    return runMagic(line, { names, signal: cell?.interruption.signal ?? new AbortController().signal });
  }

  #ask(prompt: string, password: boolean): Promise<string> {
    const cell = this.#cells.getStore() ?? this.#current;
    if (!cell?.program.allowInput) return Promise.reject(new Error(noInput('input()')));
    const question = nextQuestion++;
    return new Promise((resolve, reject) => {
      this.#questions.set(question, resolve);
      cell.interruption.signal.addEventListener('abort', () => reject(new KeyboardInterrupt()));
      this.#post({ type: 'input', cell: cell.program.key, question, prompt, password });
    });
  }

  #askNow(prompt: string): string {
    const cell = this.#cells.getStore() ?? this.#current;
    if (!cell?.program.allowInput || cell !== this.#current || !this.#waitForAnswer) {
      throw new Error(noInput('prompt()'));
    }
    const question = nextQuestion++;
    const { key } = cell.program;
    this.#post({ type: 'input', cell: key, question, prompt, password: false, standsStill: true });
    const answer = this.#waitForAnswer(question);
    if (answer === undefined) throw new KeyboardInterrupt();
    return answer;
  }

  /** What a cell may still print of a text; where it is cut, the reader is told. */
  #admit(text: string): string {
    const cell = this.#cell();
    if (!cell) return text;
    const { admitted, notice } = withinLimit(cell.printed, text);
    if (notice === undefined) return admitted;
    const { key } = cell.program;
    this.#post({ type: 'stream', cell: key, name: 'stdout', text: admitted });
    this.#post({ type: 'stream', cell: key, name: 'stderr', text: notice });
    return '';
  }

  /** The cell that what runs now belongs to. */
  #cell(): RunningCell | undefined {
    return this.#cells.getStore() ?? this.#current ?? this.#last;
  }

  #cellKey(): string {
    return this.#cell()?.program.key ?? '';
  }
}

/** How long whoever listens to the signal may take to end the cell by itself, e.g. `fit` after the batch it is at. */
const graceMs = 5000;

let nextQuestion = 1;

function noInput(what: string): string {
  return `${what} cannot ask here: this notebook runs without standard input`;
}
