/** The thread of the language service: TypeScript takes its seconds here, while the protocol's thread answers.
 *  Its client is languageThread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { NotebookLanguage } from './notebookLanguage.js';

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
const language = new NotebookLanguage({ folder });
language.warmUp();
/** What is done when there is nothing else to do, one thing at a time. */
const preparations = [() => language.preload(preloaded), () => language.warmUpQuestions()];
const preparing = setTimeout(prepare, idleMs).unref();

port.on('message', ({ id, method, args }: LanguageRequest) => {
  if (preparations.length > 0) preparing.refresh();
  port.postMessage(answer(id, () => Reflect.apply(language[method], language, args)));
});

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
