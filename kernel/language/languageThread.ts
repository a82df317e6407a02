/** The language service in a thread of its own, asked from the protocol's: whatever TypeScript takes its time for,
 *  heartbeat and interrupts are answered meanwhile. */
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../src/errors.js';
import type { LanguageMethod, LanguageReply, LanguageRequest, LanguageSetup } from './languageWorker.js';
import type { NotebookLanguage } from './notebookLanguage.js';

type Answer<Method extends LanguageMethod> = ReturnType<NotebookLanguage[Method]>;

interface Waiting {
  resolve(value: LanguageReply['value']): void;
  reject(error: Error): void;
}

/** A notebook's types take a tenth of it. With less than 2 GB to grow into, V8 collects its garbage sooner. */
const heap = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 };
/** What nearly every notebook of a course imports. */
const preloaded = ['cuaderno'];

export class LanguageThread {
  readonly #setup: LanguageSetup;
  readonly #waiting = new Map<number, Waiting>();
  /** The cells that were compiled: a service that takes the place of one that died has to know their names. */
  readonly #compiled: string[] = [];
  #worker: Worker | undefined;
  #nextId = 1;

  /**
   * @param folder the notebook's own
   * @param packages whose types are loaded when there is nothing else to do
   */
  constructor(folder: string, packages: readonly string[] = preloaded) {
    this.#setup = { folder, preloaded: packages };
  }

  /** Loads TypeScript in the background; the first request does it otherwise. */
  start(): void {
    if (this.#worker) return;
    const worker = new Worker(new URL('./languageWorker.js', import.meta.url), {
      workerData: this.#setup,
      resourceLimits: heap,
    });
    worker.on('message', ({ id, value, error }: LanguageReply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(error);
      else waiting?.resolve(value);
    });
    worker.on('error', (cause) => {
      this.#worker = undefined;
      const error = new EngineError(
        `The type checker gave up (${cause.message}). It begins anew with the next cell; this one has not run.`,
        { cause },
      );
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    this.#worker = worker;
    for (const code of this.#compiled) this.#post(0, 'compile', [code]);
  }

  /** See NotebookLanguage. */
  async compile(code: string): Promise<Answer<'compile'>> {
    const compiled = await this.#ask('compile', [code]);
    if (/^\s*%reset\s*$/.test(code)) this.#compiled.length = 0;
    else if (!('error' in compiled)) this.#compiled.push(code);
    return compiled;
  }

  /** Lets the service work out, in its own time, what the next cell will ask about the last one. */
  settle(): void {
    this.#ask('settle', []).catch(() => {
      // What is wrong with it, the next cell will tell.
    });
  }

  /** See NotebookLanguage. */
  complete(code: string, cursor: number): Promise<Answer<'complete'>> {
    return this.#ask('complete', [code, cursor]);
  }

  /** See NotebookLanguage. */
  inspect(code: string, cursor: number): Promise<Answer<'inspect'>> {
    return this.#ask('inspect', [code, cursor]);
  }

  /** See NotebookLanguage. */
  isComplete(code: string): Promise<Answer<'isComplete'>> {
    return this.#ask('isComplete', [code]);
  }

  /** Ends the service, whatever it is at; what is still asked is refused. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#compiled.length = 0;
    for (const { reject } of this.#waiting.values()) reject(new EngineError('The type checker was ended.'));
    this.#waiting.clear();
    await worker?.terminate();
  }

  #ask<Method extends LanguageMethod>(
    method: Method,
    args: Parameters<NotebookLanguage[Method]>,
  ): Promise<Answer<Method>> {
    this.start();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // The answer to a method is that method's; the port does not say so.
      this.#waiting.set(id, { resolve: (value) => resolve(value as Answer<Method>), reject });
      this.#post(id, method, args);
    });
  }

  #post(id: number, method: LanguageMethod, args: LanguageRequest['args']): void {
    const request: LanguageRequest = { id, method, args };
    this.#worker!.postMessage(request);
  }
}
