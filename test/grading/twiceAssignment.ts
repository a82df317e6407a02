/** The smallest assignment: a function that doubles a number, with a visible and a hidden test of two points each. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assign } from '../../kernel/grading/assignment/assign.js';

/** Words of the hidden test, which nobody but the grader may read. */
export const hiddenWords = 'canary of the hidden test';

/** Its master's file. */
export async function writeTwiceMaster(folder: string): Promise<string> {
  const file = path.join(folder, 'homework.ipynb');
  await mkdir(folder, { recursive: true });
  await writeFile(
    file,
    notebook([
      code(
        'twice',
        'function twice(n: number): number {\n  // BEGIN SOLUTION\n  return 2 * n;\n  // END SOLUTION\n}',
      ),
      visibleTest,
      code(
        'hidden',
        `// TEST: zero (2 points, hidden)\nif (twice(-4) !== -8) throw new Error("${hiddenWords}");`,
      ),
    ]),
  );
  return file;
}

/** Makes it: the folder for `--assignment`. */
export async function makeTwiceAssignment(folder: string): Promise<string> {
  const out = path.join(folder, 'out');
  await assign(await writeTwiceMaster(folder), out, 'bubblewrap');
  return out;
}

/**
 * A submission as a file's text.
 * @param body of the function: `return 2 * n;` earns everything, `return 42;` half
 * @param before runs first
 */
export function twiceSubmission(body = 'return 2 * n;', before = ''): string {
  return notebook([
    code('twice', `${before}\nfunction twice(n: number): number {\n  ${body}\n}`),
    visibleTest,
  ]);
}

const code = (id: string, source: string) => ({
  cell_type: 'code',
  id,
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});

const visibleTest = code(
  'visible',
  '// TEST: twice (2 points)\nif (twice(21) !== 42) throw new Error("not twice");',
);

const notebook = (cells: object[]) => JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
