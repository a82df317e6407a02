/** The assignments that come with the course: masters that prove themselves, in both languages, and what a wrong answer
 *  costs. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll } from '../../kernel/grading/grade/gradeAll.js';
import { missingSandbox } from './attackedAssignment.js';

interface Cell {
  cell_type: string;
  id: string;
  source: string | string[];
}

const root = path.resolve(import.meta.dirname, '../../notebooks/assignments');
const masterOf = (language: string, name: string): string => path.join(root, language, name);
const cellsOf = async (file: string): Promise<Cell[]> =>
  (JSON.parse(await readFile(file, 'utf8')) as { cells: Cell[] }).cells;

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'assignments-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('exist in both languages, cell by cell', async () => {
  const names = await readdir(path.join(root, 'es'));
  expect(await readdir(path.join(root, 'en'))).toEqual(names);
  for (const name of names) {
    const shape = async (language: string) =>
      (await cellsOf(masterOf(language, name))).map(({ id, cell_type }) => [id, cell_type]);
    expect(await shape('en')).toEqual(await shape('es'));
  }
});

const notice = missingSandbox ? ` (skipped: needs ${missingSandbox})` : '';
describe.skipIf(missingSandbox)(`01-convolution${notice}`, () => {
  /** Answers by cell; what the master says elsewhere. */
  const answers: [what: string, points: number, answers: Record<string, [from: string, to: string]>][] = [
    ['the master', 16, {}],
    ['a size that is rounded', 15, { tamano: [' || room % stride !== 0', ''] }],
    ['a flipped filter', 14, { conv: ['row * stride + i,', 'row * stride + filter.length - 1 - i,'] }],
    ['no stride', 12, { conv: ['row * stride + i, column * stride + j', 'row + i, column + j'] }],
    ['windows that start at 0 only for positive numbers', 14, { pool: ['Math.max(', 'Math.max(0, '] }],
    [
      'a filter that answers to vertical edges',
      13,
      { filtro: ['[[-1, -1, -1], [0, 0, 0], [1, 1, 1]]', '[[1, 0, -1], [1, 0, -1], [1, 0, -1]]'] },
    ],
    ['a filter whose sum is not zero', 15, { filtro: ['[[-1, -1, -1]', '[[-1, -1, -2]'] }],
  ];

  const prove = async (language: string) => {
    const [master, folder] = [masterOf(language, '01-convolution.ipynb'), path.join(scratch, language)];
    expect((await assign(master, folder, 'bubblewrap')).points).toBe(16);
    return { master, folder };
  };

  it('proves itself in English', { timeout: 300_000 }, async () => {
    await prove('en');
  });

  it('proves itself in Spanish, and answers earn what they must', { timeout: 300_000 }, async () => {
    const { master, folder } = await prove('es');
    const text = await readFile(master, 'utf8');
    const files = await Promise.all(
      answers.map(async ([, , changes], index) => {
        const notebook = JSON.parse(text) as { cells: Cell[] };
        for (const cell of notebook.cells) {
          const change = changes[cell.id];
          if (change === undefined) continue;
          const source = [cell.source].flat().join('');
          expect(source).toContain(change[0]);
          cell.source = source.replace(change[0], change[1]);
        }
        const file = path.join(folder, `${index}.ipynb`);
        await writeFile(file, JSON.stringify(notebook));
        return file;
      }),
    );
    const grades = await gradeAll(await readAssignment(folder), files, { kind: 'bubblewrap', jobs: 2 });
    expect(grades.map((grade, at) => [answers[at]![0], 'earned' in grade ? grade.earned : grade])).toEqual(
      answers.map(([what, points]) => [what, points]),
    );
  });
});
