/** Notebook files, nbformat 4: read, brought up to 4.5, and written so that what was not touched stays as it was. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../../src/errors.js';

/** Text as notebook files keep it: one string, or a list of lines with their line ends. */
export type MultilineText = string | string[];

export interface StreamOutput {
  output_type: 'stream';
  name: string;
  text: MultilineText;
}

export interface DisplayOutput {
  output_type: 'display_data' | 'execute_result';
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  /** Of an execute_result only. */
  execution_count?: number | null;
}

interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id?: string;
  metadata: Record<string, unknown>;
  source: MultilineText;
  outputs?: Output[];
  execution_count?: number | null;
  attachments?: Record<string, Record<string, unknown>>;
}

/** A notebook's JSON; fields that are not named here are kept. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** A notebook and how its file was written. */
export interface NotebookFile {
  notebook: Notebook;
  /** What one level is indented by; Jupyter writes one space. */
  indent: string;
  endsWithNewline: boolean;
}

/** @throws {DataError} if the file is missing, not JSON, or not a notebook of format 4 */
export async function readNotebook(file: string): Promise<NotebookFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new DataError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${file} is not a notebook: expected JSON. ${(cause as Error).message}`, { cause });
  }
  const notebook = requireNotebook(parsed, file);
  upgrade(notebook);
  return {
    notebook,
    indent: /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? ' ',
    endsWithNewline: text.endsWith('\n'),
  };
}

/** Writes under a temporary name in the same folder and renames: whoever reads sees the old file or the new one. */
export async function writeNotebook(
  { notebook, indent, endsWithNewline }: NotebookFile,
  file: string,
): Promise<void> {
  const text = JSON.stringify(notebook, null, indent) + (endsWithNewline ? '\n' : '');
  await replaceFile(file, text);
}

/** Replaces a file at once, or leaves it as it was; makes its folder if there is none. */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new DataError(`${file} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

export function joinText(text: MultilineText | undefined): string {
  return Array.isArray(text) ? text.join('') : (text ?? '');
}

/** Lines with their line ends, as Jupyter keeps text in files. */
export function splitText(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

export function tagsOf(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

/** An id for a cell that has none: the same for the same cell, and unlike all that are taken. */
export function newCellId(cell: Pick<Cell, 'cell_type' | 'source'>, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${attempt}\n${cell.cell_type}\n${joinText(cell.source)}`);
    const id = digest.digest('hex').slice(0, 8);
    if (!taken.has(id)) return id;
  }
}

function requireNotebook(parsed: unknown, file: string): Notebook {
  const notebook = parsed as Partial<Notebook> | null;
  if (typeof notebook !== 'object' || notebook === null || typeof notebook.nbformat !== 'number') {
    throw new DataError(`${file} is not a notebook: expected an object with nbformat.`);
  }
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new DataError(
      `${file} is a notebook of format ${notebook.nbformat}; expected 4. ` +
        'Convert it with: jupyter nbconvert --to notebook --nbformat 4 NOTEBOOK',
    );
  }
  notebook.cells.forEach((cell: Partial<Cell> | null, index) => {
    const source = cell?.source;
    const isText =
      typeof source === 'string' ||
      (Array.isArray(source) && source.every((line) => typeof line === 'string'));
    if (!['code', 'markdown', 'raw'].includes(String(cell?.cell_type)) || !isText) {
      throw new DataError(`${file}: cell ${index + 1} is not a code, markdown or raw cell with a source.`);
    }
  });
  return notebook as Notebook;
}

/** Format 4.5 is 4.0–4.4 with an id for each cell. */
function upgrade(notebook: Notebook): void {
  notebook.metadata ??= {};
  notebook.nbformat_minor = Math.max(5, notebook.nbformat_minor ?? 0);
  const taken = new Set(notebook.cells.flatMap(({ id }) => id ?? []));
  notebook.cells = notebook.cells.map((cell) => {
    cell.metadata ??= {};
    if (cell.cell_type === 'code') {
      cell.outputs ??= [];
      cell.execution_count ??= null;
    }
    if (cell.id !== undefined) return cell;
    const id = newCellId(cell, taken);
    taken.add(id);
    return withId(cell, id);
  });
}

/** The id stands where it belongs in a file with sorted keys, as Jupyter's are. */
function withId(cell: Cell, id: string): Cell {
  const entries = Object.entries(cell);
  const after = entries.findIndex(([key]) => key > 'id');
  entries.splice(after < 0 ? entries.length : after, 0, ['id', id]);
  return Object.fromEntries(entries) as unknown as Cell;
}
