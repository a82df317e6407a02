/** The files of a notebook's TypeScript program: those on disk, and those that are nowhere but here. */
import path from 'node:path';

import ts = require('typescript');

import { installation } from './compilerOptions.js';

const built = `${path.join(installation, 'dist')}${path.sep}`;

interface VersionedSnapshot {
  snapshot: ts.IScriptSnapshot | undefined;
  version: string;
}

export class NotebookFiles {
  readonly #roots = new Set<string>();
  readonly #virtual = new Map<string, { text: string; version: number }>();
  readonly #disk = new Map<string, VersionedSnapshot>();
  /** The user's own files that somebody has asked for. */
  readonly #own = new Set<string>();
  #versions = 0;
  /** Counts what the program has to hear of. */
  #changes = 0;

  readonly fileExists = (file: string): boolean => this.#virtual.has(file) || ts.sys.fileExists(file);
  readonly readFile = (file: string): string | undefined => this.textOf(file) ?? ts.sys.readFile(file);

  /** What the program is made of, besides what is imported. */
  get roots(): string[] {
    return [...this.#roots];
  }

  addRoot(file: string): void {
    this.#roots.add(file);
    this.#changes++;
  }

  isRoot(file: string): boolean {
    return this.#roots.has(file);
  }

  /** Makes a file, or a new version of one. */
  set(file: string, text: string): void {
    this.#virtual.set(file, { text, version: ++this.#versions });
    if (this.#roots.has(file)) this.#changes++;
  }

  delete(file: string): void {
    this.#virtual.delete(file);
    if (this.#roots.delete(file)) this.#changes++;
  }

  /** Differs from what it was if the program is to be made anew. */
  version(): string {
    for (const file of this.#own) this.#onDisk(file);
    return String(this.#changes);
  }

  virtualNames(): string[] {
    return [...this.#virtual.keys()];
  }

  /** Of a file that is not on disk. */
  textOf(file: string): string | undefined {
    return this.#virtual.get(file)?.text;
  }

  versionOf(file: string): string {
    return this.#virtual.get(file)?.version.toString() ?? this.#onDisk(file).version;
  }

  snapshotOf(file: string): ts.IScriptSnapshot | undefined {
    const text = this.textOf(file);
    return text === undefined ? this.#onDisk(file).snapshot : ts.ScriptSnapshot.fromString(text);
  }

  /** Files of packages are read once; the user's own are looked at again for each cell. */
  #onDisk(file: string): VersionedSnapshot {
    const known = this.#disk.get(file);
    const fixed = file.includes('/node_modules/') || file.startsWith(built);
    if (known && fixed) return known;
    if (!fixed) this.#own.add(file);
    const version = fixed ? '1' : String(ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);
    if (known?.version === version) return known;
    const text = ts.sys.readFile(file);
    const read = { snapshot: text === undefined ? undefined : ts.ScriptSnapshot.fromString(text), version };
    this.#disk.set(file, read);
    if (known) this.#changes++;
    return read;
  }
}
