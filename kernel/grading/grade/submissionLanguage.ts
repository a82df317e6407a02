/** Checks and compiles the cells of submissions, one submission after the other, outside of every sandbox. One type checker
 *  serves several jobs: to start it takes longer than to check a notebook. */
import { LanguageThread } from '../../language/languageThread.js';
import type { CompiledPart } from '../assignment/assignment.js';
import { outsideFiles } from './outsideFiles.js';

/** A cell as a program; undefined for one that holds nothing. */
export type CompiledCell = CompiledPart | { error: string } | undefined;

/** The checker's own time for one cell: types can be made to compute. */
const patienceMs = 60_000;

export class SubmissionLanguage {
  #thread: LanguageThread;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param folder an empty one: nothing but the kernel's own types is known
   * @param cellMs how long a cell may be looked at
   */
  constructor(
    private readonly folder: string,
    private readonly cellMs = patienceMs,
  ) {
    this.#thread = new LanguageThread(folder, []);
    this.#thread.start();
  }

  /** Compiles the cells of one submission, which see each other and nothing of the submission before. */
  compileAll(sources: readonly string[]): Promise<CompiledCell[]> {
    const compiled = this.#turn.then(() => this.#compileInOrder(sources));
    this.#turn = compiled.catch(() => {
      // Whoever asked for it is told.
    });
    return compiled;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #compileInOrder(sources: readonly string[]): Promise<CompiledCell[]> {
    await this.#thread.compile('%reset');
    const cells: CompiledCell[] = [];
    for (const source of sources) {
      cells.push(source.trim() === '' ? undefined : await this.#compile(source, cells));
    }
    return cells;
  }

  async #compile(source: string, before: readonly CompiledCell[]): Promise<CompiledCell> {
    const [file] = outsideFiles(source);
    if (file !== undefined) {
      return {
        error: `This cell imports the file ${file}: a notebook that is handed in has no files beside it.`,
      };
    }
    let clock: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      clock = setTimeout(() => resolve('late'), this.cellMs);
    });
    const compiling = this.#thread.compile(source);
    compiling.catch(() => {
      // Where it came too late nobody waits for it.
    });
    try {
      const compiled = await Promise.race([compiling, late]);
      if (compiled === 'late') {
        await this.#beginAnew(before);
        return { error: `The types of this cell take more than ${this.cellMs / 1000} s to check.` };
      }
      if ('error' in compiled) return { error: compiled.error.traceback.join('\n') };
      return { source, ...compiled };
    } catch (error) {
      return { error: (error as Error).message };
    } finally {
      clearTimeout(clock);
    }
  }

  /** A new checker, which is told what the cells before have declared. */
  async #beginAnew(before: readonly CompiledCell[]): Promise<void> {
    await this.#thread.close();
    this.#thread = new LanguageThread(this.folder, []);
    for (const cell of before) {
      if (cell !== undefined && 'source' in cell) await this.#thread.compile(cell.source);
    }
  }
}
