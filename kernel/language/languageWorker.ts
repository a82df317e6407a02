/** The thread of the language service: TypeScript takes its seconds here, while the protocol's thread answers.
 *  Its client is languageThread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTypescript } from './compiledTypescript.js';
import type { NotebookLanguage } from './notebookLanguage.js';

/** What can be asked: the methods of NotebookLanguage, by name. */
export type LanguageMethod = 'compile' | 'settle' | 'complete' | 'inspect' | 'isComplete';

export interface LanguageRequest {
  id: number;
  method: LanguageMethod;
  args: Parameters<NotebookLanguage[LanguageMethod]>;
}

export interface LanguageReply {
  id: number;
  value?: ReturnType<NotebookLanguage[LanguageMethod]>;
  /** What was thrown instead. */
  error?: Error;
}

/** The notebook's folder, and the packages whose types are loaded when there is nothing else to do. */
export interface LanguageSetup {
  folder: string;
  preloaded: readonly string[];
}

/** Without a request for so long, there is nothing else to do. */
const idleMs = 200;

const { folder, preloaded } = workerData as LanguageSetup;
const port = parentPort!;
const typescript = loadTypescript();
const { NotebookLanguage: Language } = await import('./notebookLanguage.js');
const language = new Language({ folder });

/** What is done while nobody has asked for anything yet. */
const rehearsals = language.rehearsals();
/** What is done when there is nothing else to do, one thing at a time. */
const preparations = [
  () => language.preload(preloaded),
  () => typescript.keep(),
  () => language.rehearseQuestions(),
];
const preparing = setTimeout(prepare, idleMs).unref();
let asked = false;

rehearse();
port.on('message', ({ id, method, args }: LanguageRequest) => {
  asked = true;
  if (preparations.length > 0) preparing.refresh();
  port.postMessage(answer(id, () => Reflect.apply(language[method], language, args)));
});

/** A request need not wait for more than the rehearsal that runs: it is one itself. */
function rehearse(): void {
  if (asked || rehearsals.next().done) return;
  preparing.refresh();
  setImmediate(rehearse);
}

function prepare(): void {
  preparations.shift()?.();
  if (preparations.length > 0) preparing.refresh();
}

function answer(id: number, ask: () => LanguageReply['value']): LanguageReply {
  try {
    return { id, value: ask() };
  } catch (error) {
    return { id, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
