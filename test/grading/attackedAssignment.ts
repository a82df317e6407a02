/** Submissions to the assignment that test/attacks is about, as files. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assign } from '../../kernel/grading/assignment/assign.js';
import { hasBubblewrap } from '../../kernel/grading/sandbox/bubblewrap.js';
import type { SandboxKind } from '../../kernel/grading/sandbox/sandbox.js';
import { hasUnshare } from '../../kernel/grading/sandbox/unshare.js';
import { type Attack, type AttackedNotebook, attackedCells } from '../attacks/attack.js';

/** What keeps submissions from being graded here. */
export const missingSandbox = hasBubblewrap() ? undefined : 'bubblewrap, and the right to make namespaces';

export const missingUnshare = hasUnshare() ? undefined : 'unshare, and the right to make namespaces';

const metadata = {
  kernelspec: { name: 'cuaderno', display_name: 'TypeScript (cuaderno)', language: 'typescript' },
};

/** Writes the master and makes the assignment of it: where it is, and the students' version. */
export async function makeAttackedAssignment(
  folder: string,
  kind: SandboxKind = 'bubblewrap',
): Promise<{ folder: string; student: string }> {
  const cells = attackedCells.map(({ id, source }) => ({
    id,
    cell_type: 'code',
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const master = path.join(folder, 'master.ipynb');
  await mkdir(folder, { recursive: true });
  await writeFile(master, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  const out = path.join(folder, 'out');
  const { student } = await assign(master, out, kind);
  return { folder: out, student };
}

/** The students' version with the attack's cells, and whatever else the attack does to the file. */
export function attackedNotebook(student: string, attack: Attack, listener: number): string {
  const notebook = JSON.parse(student) as AttackedNotebook;
  for (const cell of notebook.cells) {
    const source = attack.cells[cell.id ?? ''];
    if (source !== undefined) cell.source = source.replaceAll('LISTENER', String(listener));
  }
  attack.change?.(notebook);
  return JSON.stringify(notebook);
}
