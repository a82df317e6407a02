/** The visible tests of an assignment, run in the student's own notebook: what passes, and what to do about the rest. */
import path from 'node:path';
import { KernelClient } from '../../protocol/client.js';
import { type CellError, executeNotebook } from '../../runner/executeNotebook.js';
import { kernelCommand } from '../../runner/kernelCommand.js';
import { type Cell, joinText, type Notebook, readNotebook } from '../../runner/notebook.js';
import { cellRole } from '../assignment/cellRole.js';
import { wasChanged } from './changedCell.js';
import { hintsFor, isStub } from './hints.js';

export interface CheckedTest {
  title: string;
  points: number;
  earned: number;
  /** What went wrong; empty if nothing did. */
  message: string;
  /** What to do about it. */
  hints: string[];
}

export interface CheckedNotebook {
  tests: CheckedTest[];
  /** Cells that are still as they were given, by what they declare. */
  unwritten: string[];
  /** Cells that failed and are no tests. */
  failed: { cell: string; message: string }[];
}

export interface CheckOptions {
  /** How long a cell may take; 600,000 if left out. */
  timeoutMs?: number;
}

/**
 * Runs a notebook in a kernel of its own, with the rights of whoever calls it; the file stays as it is.
 * @throws {DataError} if the notebook cannot be read
 * @throws {EngineError} if the kernel does not start
 */
export async function checkNotebook(file: string, options: CheckOptions = {}): Promise<CheckedNotebook> {
  const { notebook } = await readNotebook(path.resolve(file));
  const kernel = await KernelClient.start({ argv: kernelCommand(), cwd: path.dirname(path.resolve(file)) });
  const errors = new Map<Cell, CellError>();
  try {
    await executeNotebook(notebook, kernel, {
      timeoutMs: options.timeoutMs ?? 600_000,
      allowErrors: true,
      onCellEnd({ cell }, _, error) {
        if (error !== undefined) errors.set(cell, error);
      },
    });
  } finally {
    await kernel.shutdown();
  }
  return judged(notebook, errors);
}

function judged(notebook: Notebook, errors: ReadonlyMap<Cell, CellError>): CheckedNotebook {
  const tests: CheckedTest[] = [];
  const failed: CheckedNotebook['failed'] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const where = `cell ${index + 1}`;
    const role = cellRole(cell, where);
    const error = errors.get(cell);
    if (role.kind === 'test') {
      const { title, points } = role;
      const earned = error === undefined ? Math.min(points, Math.max(0, numberOf(cell) ?? points)) : 0;
      const hints = error === undefined ? [] : hintsFor(error, index, notebook, errors);
      if (wasChanged(cell)) {
        hints.push('This test was changed. When it is graded, the test that you were given runs.');
      }
      tests.push({ title, points, earned, message: error === undefined ? '' : messageOf(error), hints });
    } else if (error !== undefined) failed.push({ cell: where, message: messageOf(error) });
  }
  const unwritten = notebook.cells.flatMap((cell, index) => (isStub(cell) ? [`cell ${index + 1}`] : []));
  return { tests, unwritten, failed };
}

/** The credit that the last value gives. */
function numberOf({ outputs = [] }: Cell): number | undefined {
  const result = outputs.find(({ output_type }) => output_type === 'execute_result');
  const text = result !== undefined && 'data' in result ? result.data['text/plain'] : undefined;
  const plain = typeof text === 'string' || Array.isArray(text) ? joinText(text).trim() : '';
  return /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

function messageOf({ name, message, traceback }: CellError): string {
  if (message === 'Not written yet.') return message;
  // The checker's errors say all in their first lines; others show where in the cell.
  const text = traceback.length > 0 ? traceback.join('\n') : `${name}: ${message}`;
  return text.replace(/\u001b\[[0-9;]*m/g, '').trim();
}
