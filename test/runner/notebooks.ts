import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cell, Notebook } from '../../kernel/runner/notebook.js';

/** A folder that is removed when the test has finished. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A notebook file of code cells; one that starts with # is a heading. */
export async function writeCells(
  file: string,
  ...cells: (string | { source: string; tags: string[] })[]
): Promise<string> {
  const made = cells.map((cell, index) => {
    const { source, tags } = typeof cell === 'string' ? { source: cell, tags: [] } : cell;
    const common = { id: `cell-${index}`, metadata: tags.length > 0 ? { tags } : {}, source };
    if (source.startsWith('# ')) return { cell_type: 'markdown', ...common };
    return { cell_type: 'code', execution_count: null, outputs: [], ...common };
  });
  await writeFile(
    file,
    JSON.stringify({ cells: made, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1),
  );
  return file;
}

export async function readCells(file: string): Promise<Cell[]> {
  return (JSON.parse(await readFile(file, 'utf8')) as Notebook).cells;
}
