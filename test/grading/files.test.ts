/** Files that belong to a notebook: the teacher's, given or sealed, and the student's, in the one file that is handed in. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll } from '../../kernel/grading/grade/gradeAll.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import { writeSubmission } from '../../kernel/grading/submit/writeSubmission.js';
import type { Notebook } from '../../kernel/runner/notebook.js';
import { missingSandbox } from './attackedAssignment.js';

const command = path.resolve(import.meta.dirname, '../../scripts/cuaderno.mjs');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const code = (id: string, source: string, metadata: object = {}) => ({
  id,
  cell_type: 'code',
  metadata,
  source,
  outputs: [],
  execution_count: null,
});

const master = {
  cells: [
    code('form', 'const factor = 3; // @param {type: "number"}'),
    code(
      'read',
      "import { existsSync, readFileSync } from 'node:fs';\nimport assert from 'node:assert/strict';",
    ),
    code('given', "const given = Number(readFileSync('given.txt', 'utf8'));"),
    code(
      'times',
      'function times(): number {\n  // BEGIN SOLUTION\n  return factor * given;\n  // END SOLUTION\n}',
    ),
    code('by-hand', "throw new Error('It ran.');", { tags: ['skip-execution'] }),
    code('own', "const own = existsSync('own.bin') ? [...readFileSync('own.bin')] : [times()];", {
      cuaderno: { from: 'student' },
    }),
    code('factor', '// TEST: the form’s value (1 point)\nassert.equal(times(), factor * given);'),
    code(
      'sealed',
      "// TEST: a sealed file (2 points, hidden)\nassert.ok(own.includes(Number(readFileSync('sealed.txt', 'utf8'))));",
    ),
  ],
  metadata: { cuaderno: { files: ['given.txt'], sealedFiles: ['sealed.txt'] } },
  nbformat: 4,
  nbformat_minor: 5,
};

async function makeAssignment(): Promise<{ out: string; student: string }> {
  const file = path.join(folder, 'lesson.ipynb');
  await writeFile(file, JSON.stringify(master));
  await writeFile(path.join(folder, 'given.txt'), '7');
  await writeFile(path.join(folder, 'sealed.txt'), '21');
  const out = path.join(folder, 'out');
  return { out, student: (await assign(file, out, 'bubblewrap')).student };
}

describe.skipIf(missingSandbox)(
  `files of an assignment${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  { timeout: 120_000 },
  () => {
    it('go where they belong, and count', async () => {
      const { out, student } = await makeAssignment();
      expect(await readFile(path.join(path.dirname(student), 'given.txt'), 'utf8')).toBe('7');
      expect(existsSync(path.join(path.dirname(student), 'sealed.txt'))).toBe(false);
      const released = JSON.parse(await readFile(student, 'utf8')) as Notebook;
      const form = released.cells.find(({ id }) => id === 'form')!;
      expect([form.source].flat().join('')).toBe('const factor = 3; // @param {type: "number"}');
      expect(form.metadata.editable).toBeUndefined();

      const submissions: [name: string, points: number | string, change: (notebook: Notebook) => void][] = [
        ['honest', 3, () => {}],
        [
          'another value in the form',
          1,
          (notebook) => setSource(notebook, 'form', 'const factor = 4; // @param'),
        ],
        [
          'own file',
          3,
          (notebook) => enclose(notebook, { 'own.bin': Buffer.from([1, 21]).toString('base64') }),
        ],
        ['own file that is wrong', 1, (notebook) => enclose(notebook, { 'own.bin': 'AQ==' })],
        // With the student's, given would be 1 in the notebook and 7 in the test.
        ['a given file of its own', 3, (notebook) => enclose(notebook, { 'given.txt': 'MQ==' })],
        [
          'a sealed file of its own',
          1,
          (notebook) => {
            enclose(notebook, { 'sealed.txt': Buffer.from('28').toString('base64') });
            setSource(notebook, 'form', 'const factor = 4; // @param');
          },
        ],
        ['another folder', '"../x"', (notebook) => enclose(notebook, { '../x': 'AQ==' })],
        ['a hidden file', '".npmrc"', (notebook) => enclose(notebook, { '.npmrc': 'AQ==' })],
        ['no base64', 'base64', (notebook) => enclose(notebook, { 'own.bin': [1] })],
        ['too much', '40 MiB', (notebook) => enclose(notebook, { 'own.bin': 'A'.repeat(56 * 1024 ** 2) })],
        ['no files', 'no files', (notebook) => enclose(notebook, 'own.bin')],
      ];
      const files: string[] = [];
      for (const [name, , change] of submissions) {
        const notebook = JSON.parse(JSON.stringify(released)) as Notebook;
        setSource(notebook, 'times', 'function times(): number { return factor * given; }');
        change(notebook);
        const file = path.join(folder, `${name}.ipynb`);
        await writeFile(file, JSON.stringify(notebook));
        files.push(file);
      }
      const grades = await gradeAll(await readAssignment(out), files, { kind: 'bubblewrap', jobs: 2 });
      for (const [index, [name, expected]] of submissions.entries()) {
        const grade = grades[index]!;
        if (typeof expected === 'string') {
          expect('unreadable' in grade && grade.unreadable, name).toContain(expected);
        } else {
          const { earned, problems } = grade as Grade;
          expect({ earned, problems }, name).toEqual({ earned: expected, problems: [] });
        }
      }
    });

    it('are enclosed by the command, and a new process of a crashed notebook has them too', async () => {
      const { out, student } = await makeAssignment();
      const notebook = JSON.parse(await readFile(student, 'utf8')) as Notebook;
      setSource(notebook, 'times', 'function times(): number { return factor * given; }');
      // Ends the process before the files are read a second time.
      const crash = code('crash', "if (existsSync('given.txt')) process.kill(process.pid, 'SIGKILL');");
      notebook.cells.splice(4, 0, crash as Notebook['cells'][number]);
      await writeFile(student, JSON.stringify(notebook));
      await writeFile(path.join(path.dirname(student), 'own.bin'), Buffer.from([21]));
      const { status, stdout } = spawnSync(process.execPath, [command, 'submit', student, 'own.bin'], {
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/own\.bin {2}1 bytes\nHand in this file: .*lesson-submission\.ipynb\n/),
      ]);
      const file = path.join(path.dirname(student), 'lesson-submission.ipynb');
      const grades = await gradeAll(await readAssignment(out), [file], { kind: 'bubblewrap', jobs: 1 });
      expect((grades[0] as Grade).earned).toBe(3);
    });
  },
);

it('a submission does not replace its notebook, and names what is missing', async () => {
  const file = path.join(folder, 'own.ipynb');
  const text = JSON.stringify({ ...master, metadata: {} });
  await writeFile(file, text);
  await expect(writeSubmission(file, [], file)).rejects.toThrow('would replace');
  await expect(writeSubmission(file, ['weights.keras'])).rejects.toThrow(/weights\.keras cannot be read/);
  await expect(writeSubmission(file, ['../secret'])).rejects.toThrow('without a folder');
  expect(await readFile(file, 'utf8')).toBe(text);
});

function setSource(notebook: Notebook, id: string, source: string): void {
  notebook.cells.find((cell) => cell.id === id)!.source = source;
}

function enclose(notebook: Notebook, enclosed: unknown): void {
  notebook.metadata.cuaderno = { enclosed };
}
