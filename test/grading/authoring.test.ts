import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { cellRole } from '../../kernel/grading/assignment/cellRole.js';
import { dependencies } from '../../kernel/grading/assignment/dependencies.js';
import { testParts } from '../../kernel/grading/assignment/hiddenTests.js';
import { withoutSolutions } from '../../kernel/grading/assignment/solutions.js';
import { studentVersion } from '../../kernel/grading/assignment/studentVersion.js';
import { missingSandbox } from './attackedAssignment.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'authoring-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const code = (source: string, nbgrader?: object) =>
  ({ cell_type: 'code', id: 'c', metadata: nbgrader === undefined ? {} : { nbgrader }, source }) as const;

describe('what a cell is for', () => {
  it('is read from comments', () => {
    expect(cellRole(code('// TEST: keeps the size (2.5 points, hidden, 30 s)\ntrue'), 'w')).toEqual({
      kind: 'test',
      title: 'keeps the size',
      points: 2.5,
      isHidden: true,
      cpuSeconds: 30,
    });
    expect(cellRole(code('const a = 1; // SOLUTION'), 'w').kind).toBe('solution');
    expect(cellRole(code('const a = 1;'), 'w').kind).toBe('locked');
  });

  it('is read from nbgrader’s metadata', () => {
    const marks = {
      schema_version: 3,
      grade: false,
      solution: false,
      locked: false,
      task: false,
      grade_id: 'q1',
    };
    expect(cellRole(code('1', { ...marks, solution: true }), 'w')).toEqual({ kind: 'solution' });
    expect(cellRole(code('1', { ...marks, grade: true, locked: true, points: 3 }), 'w')).toMatchObject({
      kind: 'test',
      title: 'q1',
      points: 3,
    });
    expect(cellRole(code('1', { ...marks, grade: true, solution: true, points: 4 }), 'w')).toEqual({
      kind: 'manual',
      title: 'q1',
      points: 4,
    });
  });

  it('is an error where marks say nothing that can be done', () => {
    expect(() => cellRole(code('// TEST: a (2 pts)\n1'), 'hw, cell 3')).toThrow(
      'hw, cell 3: "2 pts" in the test\'s first line is none of: 2 points, hidden, 30 s (processor seconds).',
    );
    expect(() => cellRole(code('// TEST: a\nconst b = 1; // SOLUTION'), 'hw, cell 3')).toThrow(
      'Put them in two cells',
    );
    expect(() => cellRole(code('1', { grade: true, points: '3' }), 'hw, cell 1')).toThrow(
      'hw, cell 1: expected points of 0 or more, received "3".',
    );
  });
});

describe('a solution is taken out', () => {
  it('of functions, with a statement that throws', () => {
    const source = 'function f(): number {\n  // BEGIN SOLUTION\n  return 1;\n  // END SOLUTION\n}';
    expect(withoutSolutions(source, 'w')).toBe(
      "function f(): number {\n  // Your code here.\n  throw new Error('Not written yet.');\n}",
    );
  });

  it('of classes, where no statement can stand', () => {
    const source = 'class A {\n  // BEGIN SOLUTION\n  b = 1;\n  // END SOLUTION\n}';
    expect(withoutSolutions(source, 'w')).toBe('class A {\n  // Your code here.\n}');
  });

  it('of single lines', () => {
    expect(withoutSolutions('const rate: number = 0.01; // SOLUTION', 'w')).toBe(
      'const rate: number = undefined as any; // Your code here.',
    );
    expect(withoutSolutions('  model.fit(x, y); // SOLUTION', 'w')).toBe('  // Your code here.');
    expect(withoutSolutions('const f = (a: number) => a; // SOLUTION', 'w')).toBe(
      'const f = undefined as any; // Your code here.',
    );
  });

  it('or it is an error', () => {
    expect(() => withoutSolutions('// BEGIN SOLUTION\n1', 'hw, cell 2')).toThrow(
      'hw, cell 2: BEGIN SOLUTION without an END SOLUTION after it.',
    );
    expect(() => withoutSolutions('// END SOLUTION', 'hw, cell 2')).toThrow('without a BEGIN SOLUTION');
  });
});

it('a test is cut into what students get and what they do not', () => {
  const source = 'a();\n// BEGIN HIDDEN TESTS\nb();\n// END HIDDEN TESTS\nc();';
  expect(testParts(source, false, 'w')).toEqual({ visible: 'a();\nc();', hidden: 'b();' });
  expect(testParts(source, true, 'w')).toEqual({ visible: '', hidden: 'a();\nc();\nb();' });
  expect(testParts('a();', false, 'w')).toEqual({ visible: 'a();', hidden: undefined });
});

it('a test rests on the teacher’s cells that it reaches, and asks for the student’s names', () => {
  const cells = [
    { id: 'one', source: 'const image = [[1]]; const unused = 1;', isStudents: false },
    { id: 'two', source: 'function convolve(x: number[][]) { return x; }', isStudents: true },
    { id: 'three', source: 'const output = convolve(image);', isStudents: false },
    { id: 'four', source: 'const elsewhere = 3;', isStudents: false },
  ];
  expect(dependencies(cells, 'assert(output)')).toEqual({ needs: ['one', 'three'], asks: ['convolve'] });
  expect(dependencies(cells, 'const output = 3; convolve(output)')).toEqual({
    needs: [],
    asks: ['convolve'],
  });
});

it('the students’ version is marked as nbgrader marks its own', () => {
  const cells = [
    {
      id: 'sol2',
      kind: 'solution',
      released:
        "function convolve(rows: number[][], filter: number[][]): number[][] {\n  // Your code here.\n  throw new Error('Not written yet.');\n}",
    },
    { id: 't1', kind: 'test', released: '// TEST: adds (2 points)\nassert.equal(add(1, 2), 3);' },
    { id: 'm0', kind: 'locked', released: '# Convolution by hand' },
  ] as const;
  const test = {
    title: 'adds',
    points: 2,
    isHidden: false,
    cpuSeconds: 1,
    visible: undefined,
    hidden: undefined,
    needs: [],
    asks: [],
  };
  const type = (id: string) => (id === 'm0' ? ('markdown' as const) : ('code' as const));
  const master = {
    cells: cells.map(({ id }) => ({ id, cell_type: type(id), metadata: {}, source: '' })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  const assignment = {
    name: 'hw',
    cells: cells.map((one) => ({
      ...one,
      type: type(one.id),
      gradeId: undefined,
      ...(one.kind === 'test' ? { test } : {}),
    })),
  };
  const marks = studentVersion(master, assignment).cells.map(({ metadata }) => metadata.nbgrader);
  // The checksums are those that nbgrader 0.9.6 writes for these cells.
  expect(marks).toMatchObject([
    {
      cell_type: 'code',
      checksum: 'bf0c78bac62d883d63c3361e84e227f8',
      grade: false,
      solution: true,
      locked: false,
    },
    {
      cell_type: 'code',
      checksum: 'd9173f83acfe414e0ad9aa1ccf680357',
      grade: true,
      solution: false,
      locked: true,
      points: 2,
    },
    {
      cell_type: 'markdown',
      checksum: '78e17b3643b502b65ebbedd4bf687101',
      grade: false,
      solution: false,
      locked: true,
    },
  ]);
});

describe.skipIf(missingSandbox)(
  `assign${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  () => {
    const write = async (name: string, sources: string[]): Promise<string> => {
      const cells = sources.map((source, index) => ({
        id: `cell-${index}`,
        cell_type: 'code',
        metadata: {},
        source,
        outputs: [{ output_type: 'stream', name: 'stdout', text: 'canary-in-an-output' }],
        execution_count: 1,
      }));
      const file = path.join(folder, `${name}.ipynb`);
      await writeFile(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
      return file;
    };
    const solution =
      'function two(): number {\n  // BEGIN SOLUTION\n  const canary = 2;\n  return canary;\n  // END SOLUTION\n}';
    const test =
      "import assert from 'node:assert/strict';\n// TEST: gives two (1 point)\nassert.equal(two(), 2);\n// BEGIN HIDDEN TESTS\nassert.ok(two() > 1, 'canary');\n// END HIDDEN TESTS";

    it('writes a students’ version without a trace of solutions, hidden tests and outputs, and an assignment that is sealed', async () => {
      const out = path.join(folder, 'good');
      const result = await assign(await write('good', [solution, test]), out, 'bubblewrap');
      expect(result.points).toBe(1);
      const student = await readFile(result.student, 'utf8');
      expect(student).not.toContain('canary');
      expect(student).not.toContain('HIDDEN');
      expect((await readAssignment(out)).cells.map(({ kind }) => kind)).toEqual(['solution', 'test']);
      const text = await readFile(result.assignment, 'utf8');
      await writeFile(result.assignment, text.replace('"points": 1', '"points": 2'));
      await expect(readAssignment(out)).rejects.toThrow('was changed after it was written');
    });

    it('refuses a master that does not earn everything', async () => {
      const wrong = test.replace('two(), 2', 'two(), 3');
      await expect(
        assign(await write('wrong', [solution, wrong]), path.join(folder, 'x'), 'bubblewrap'),
      ).rejects.toThrow('The master earns 0 of 1 points.');
    });

    it('refuses tests that pass before anything is written', async () => {
      const easy = "// TEST: is there (1 point)\nif (typeof two !== 'function') throw new Error('missing');";
      await expect(
        assign(await write('easy', [solution, easy]), path.join(folder, 'y'), 'bubblewrap'),
      ).rejects.toThrow("The students' version earns 1 points before anything is written: is there.");
    });

    it('refuses a solution of which a line is left elsewhere', async () => {
      const leak = '/* A hint:\nconst canary = 2;x\n*/';
      await expect(
        assign(await write('leak', [leak, solution, test]), path.join(folder, 'z'), 'bubblewrap'),
      ).rejects.toThrow(
        "The students' version would contain this line of a solution or a hidden test:\nconst canary = 2;",
      );
    });
  },
);
