import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { fromOtter, isOtterNotebook } from '../../kernel/grading/assignment/otterCells.js';
import { joinText, type Notebook } from '../../kernel/runner/notebook.js';
import { missingSandbox } from './attackedAssignment.js';

const notebook = (cells: [type: 'raw' | 'code' | 'markdown', source: string][]): Notebook => ({
  cells: cells.map(([cell_type, source], index) => ({
    cell_type,
    id: `cell-${index}`,
    metadata: {},
    source,
    ...(cell_type === 'code' ? { outputs: [], execution_count: null } : {}),
  })),
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

const homework = notebook([
  ['raw', '// ASSIGNMENT CONFIG\nname: hw01\nseed:\n  variable: seed\nexport_cell: false'],
  ['code', "import assert from 'node:assert/strict';"],
  ['raw', '# BEGIN QUESTION\nname: q1\npoints: 3'],
  ['markdown', '**Question 1.** Twice a number.'],
  ['raw', '// BEGIN SOLUTION'],
  ['code', 'function twice(x: number): number {\n  return 2 * x; // SOLUTION NO PROMPT\n}'],
  ['raw', '// END SOLUTION'],
  ['raw', '// BEGIN TESTS'],
  ['code', 'assert.equal(twice(2), 4);'],
  [
    'code',
    '/* // BEGIN TEST CONFIG\npoints: 0.5\nhidden: true\n*/ // END TEST CONFIG\nassert.equal(twice(-1), -2);',
  ],
  ['code', '// HIDDEN\nassert.equal(twice(0.25), 0.5);'],
  ['raw', '// END TESTS'],
  ['raw', '// END QUESTION'],
  ['raw', '// BEGIN QUESTION\nname: q2\nmanual: true\npoints: 4'],
  ['raw', '// BEGIN PROMPT'],
  ['markdown', '_Why?_'],
  ['raw', '// END PROMPT'],
  ['raw', '// BEGIN SOLUTION'],
  ['markdown', 'Because it is so, as the canary says.'],
  ['raw', '// END SOLUTION'],
  ['raw', '// END QUESTION'],
  ['raw', '// BEGIN QUESTION\nname: q3\npoints:\n  each: 2'],
  ['raw', '// BEGIN SOLUTION'],
  ['code', 'const secret = 41 + 1;'],
  ['raw', '// END SOLUTION'],
  ['raw', '// BEGIN TESTS'],
  ['code', 'assert.equal(secret, 42);'],
  ['raw', '// END TESTS'],
  ['raw', '// END QUESTION'],
]);

describe('a notebook of otter’s', () => {
  it('becomes one of ours', () => {
    expect(isOtterNotebook(homework)).toBe(true);
    expect(isOtterNotebook(notebook([['raw', 'BEGIN QUESTION of life']]))).toBe(false);
    const { notebook: ours, name, ignored } = fromOtter(homework, 'hw01');
    expect({ name, ignored }).toEqual({ name: 'hw01', ignored: ['seed', 'export_cell'] });
    expect(ours.cells.map(({ source }) => joinText(source))).toEqual([
      "import assert from 'node:assert/strict';",
      '**Question 1.** Twice a number.',
      'function twice(x: number): number {\n  return 2 * x; // SOLUTION\n}',
      // 3 points: one case has 0.5 of its own, the others share the rest.
      '// TEST: q1, 1 (1.25 points)\nassert.equal(twice(2), 4);',
      '// TEST: q1, 2 (0.5 points, hidden)\nassert.equal(twice(-1), -2);',
      '// TEST: q1, 3 (1.25 points, hidden)\nassert.equal(twice(0.25), 0.5);',
      '_Why?_',
      'Because it is so, as the canary says.',
      '// BEGIN SOLUTION\nconst secret = 41 + 1;\n// END SOLUTION',
      '// TEST: q3 (2 points)\nassert.equal(secret, 42);',
    ]);
    expect(ours.cells[7]!.metadata.nbgrader).toMatchObject({
      grade: true,
      solution: true,
      points: 4,
      grade_id: 'q2',
    });
  });

  it('is an error where it is not whole', () => {
    const broken =
      (...cells: Parameters<typeof notebook>[0]) =>
      () =>
        fromOtter(notebook(cells), 'hw');
    expect(broken(['raw', '# BEGIN QUESTION\nname: q1'])).toThrow('hw: question q1 has no END QUESTION.');
    expect(broken(['raw', '# BEGIN TESTS'])).toThrow('hw, cell 1: BEGIN TESTS does not belong here');
    expect(broken(['raw', '# BEGIN QUESTION\nname: [q1'])).toThrow('hw, cell 1: the settings are no YAML.');
    expect(broken(['raw', '# BEGIN QUESTION\nname: q1\npoints: many'])).toThrow(
      'expected points of 0 or more, received "many"',
    );
  });

  it.skipIf(missingSandbox)(
    `is assigned${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
    { timeout: 300_000 },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'otter-'));
      try {
        const file = path.join(folder, 'homework.ipynb');
        await writeFile(file, JSON.stringify(homework));
        const result = await assign(file, folder, 'bubblewrap');
        expect(result).toMatchObject({ points: 5, ignored: ['seed', 'export_cell'] });
        const student = await readFile(result.student, 'utf8');
        for (const hidden of ['canary', '2 * x', '41 + 1', 'twice(-1)', 'twice(0.25)', 'QUESTION']) {
          expect(student).not.toContain(hidden);
        }
        expect((await readAssignment(folder)).name).toBe('hw01');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
