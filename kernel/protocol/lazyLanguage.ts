/** The language service of a notebook, loaded when it is first needed: TypeScript takes a third of a second. */
import type { NotebookLanguage } from '../language/notebookLanguage.js';

export class LazyLanguage {
  readonly #folder: string;
  #language: Promise<NotebookLanguage> | undefined;

  /** @param folder the notebook's own */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get(): Promise<NotebookLanguage> {
    this.#language ??= import('../language/notebookLanguage.js').then(({ NotebookLanguage }) => {
      const language = new NotebookLanguage({ folder: this.#folder });
      language.warmUp();
      return language;
    });
    return this.#language;
  }
}
