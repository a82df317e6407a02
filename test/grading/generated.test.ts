/** Generated submissions earn what they must, with one job and with four. CUADERNO_TEST_SUBMISSIONS=300 grades so many. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll } from '../../kernel/grading/grade/gradeAll.js';
import { makeAttackedAssignment, missingSandbox } from './attackedAssignment.js';
import { generatedSubmissions } from './generatedSubmissions.js';

const count = Number(process.env.CUADERNO_TEST_SUBMISSIONS ?? 30);
const seed = 20_261;

it.skipIf(missingSandbox)(
  `${count} generated submissions earn what they must, with one job and with four${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  { timeout: 3_600_000, retry: 0 },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'generated-'));
    try {
      const made = await makeAttackedAssignment(folder);
      const assignment = await readAssignment(made.folder);
      const submissions = generatedSubmissions(await readFile(made.student, 'utf8'), count, seed);
      const files = submissions.map((_, index) => path.join(folder, `${index}.ipynb`));
      for (const [index, { text }] of submissions.entries()) await writeFile(files[index]!, text);
      const scores = async (jobs: number) => {
        const grades = await gradeAll(assignment, files, { kind: 'bubblewrap', jobs, idleMs: 3000 });
        return grades.map((grade, index) => ({
          earned: 'unreadable' in grade ? 'unreadable' : grade.earned,
          recipe: submissions[index]!.recipe,
        }));
      };
      const expected = submissions.map(({ expected, recipe }) => ({ earned: expected, recipe }));
      expect(await scores(1)).toEqual(expected);
      expect(await scores(4)).toEqual(expected);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
