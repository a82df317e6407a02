/** Which cell runs, on disk, for whoever tells its reader how the kernel died (deathNotice.ts). The file is there while
 *  a cell runs, and only then. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Header, Message } from './wire.js';

export interface RunningCellRecord {
  header: Header;
  /** The requester's routing prefix, base64. */
  identities: string[];
  channel: string;
  executionCount: number;
}

/** More than that on standard error is a cell that prints, not a process that dies. */
const keptCharacters = 1_000_000;

export class RunningRecord {
  #file: string | undefined;
  #heard = 0;

  /** @param file in a folder of the kernel's own; nothing is kept without it */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  begin(channel: string, { header, identities }: Message, executionCount: number): void {
    if (this.#file === undefined) return;
    const record: RunningCellRecord = {
      header,
      identities: identities.map((identity) => identity.toString('base64')),
      channel,
      executionCount,
    };
    this.#quietly((file) => {
      writeFileSync(file, JSON.stringify(record), { mode: 0o600 });
      if (this.#heard > 0) rmSync(wordsFile(file), { force: true });
    });
    this.#heard = 0;
  }

  /** What came through the process's own standard error: its last words, if it dies now. */
  hear(text: string): void {
    if (this.#heard > keptCharacters) return;
    this.#heard += text.length;
    // Added, not written anew: the process may die in the midst of it.
    this.#quietly((file) => appendFileSync(wordsFile(file), text));
  }

  end(): void {
    this.#quietly((file) => rmSync(file, { force: true }));
  }

  /** The kernel ends in order: from now on nothing is recorded. */
  close(): void {
    this.end();
    this.#file = undefined;
  }

  /** A full disk must not keep a cell from running. */
  #quietly(act: (file: string) => void): void {
    if (this.#file === undefined) return;
    try {
      act(this.#file);
    } catch {
      // The reader will miss the notice, should the kernel die.
    }
  }
}

/** Undefined if no cell runs. */
export function readRunningRecord(file: string): { cell: RunningCellRecord; lastWords: string } | undefined {
  try {
    const cell = JSON.parse(readFileSync(file, 'utf8')) as RunningCellRecord;
    const words = wordsFile(file);
    return { cell, lastWords: existsSync(words) ? readFileSync(words, 'utf8') : '' };
  } catch {
    return undefined;
  }
}

function wordsFile(file: string): string {
  return `${file}.words`;
}
