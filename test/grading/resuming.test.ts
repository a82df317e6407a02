/** A grading that was killed, a test that was mended, a due time, and submissions that are alike. */
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import { readLatePolicy, SubmissionTimes, withLateness } from '../../kernel/grading/grade/latePolicy.js';
import { TimeLeft } from '../../kernel/grading/grade/timeLeft.js';
import { similarSubmissions } from '../../kernel/grading/report/similarity.js';
import { solutions } from '../attacks/attack.js';
import { attackedNotebook, makeAttackedAssignment, missingSandbox } from './attackedAssignment.js';

const command = path.resolve(import.meta.dirname, '../../scripts/cuaderno.mjs');
const count = 6;

describe('what a late submission loses', () => {
  const due = '2026-03-01T23:59:00+01:00';
  const policy = readLatePolicy(due, '10% a day, at most 25%, 15 min free');
  const at = (minutes: number) =>
    withLateness({ earned: 7, points: 7 } as Grade, Date.parse(due) + minutes * 60_000, policy).earned;

  it('goes by days that have begun, after some minutes that are free', () => {
    // 7 points less 10 % a day; from the third day on the most, 25 %.
    expect([-5, 15, 16, 1440, 1441, 9999].map(at)).toEqual([7, 7, 6.3, 6.3, 5.6, 5.25]);
  });

  it('is an error where it cannot be read', () => {
    expect(() => readLatePolicy('tomorrow', '10% a day')).toThrow(
      '--due: expected a date, a time and its zone',
    );
    expect(() => readLatePolicy(due, 'a lot')).toThrow('received "a lot"');
  });

  it('knows nbgrader’s times and those of a table', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'times-'));
    try {
      const file = path.join(folder, 'a.ipynb');
      await writeFile(file, '{}');
      await utimes(file, 1000, 1000);
      const plain = await SubmissionTimes.read(undefined);
      expect(await plain.of(file)).toBe(1_000_000);
      await writeFile(path.join(folder, 'timestamp.txt'), '2026-03-01 22:58:23.948203 UTC\n');
      expect(await plain.of(file)).toBe(Date.UTC(2026, 2, 1, 22, 58, 23, 948));
      const table = path.join(folder, 'times.csv');
      await writeFile(table, 'submission,time\na.ipynb,2026-03-02T00:00:00Z\n');
      expect(await (await SubmissionTimes.read(table)).of(file)).toBe(Date.UTC(2026, 2, 2));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

it('the time that is left goes by what was graded in this run', () => {
  const left = new TimeLeft(10, 0);
  expect(left.after(3, false, 100)).toBeUndefined();
  expect(left.after(4, true, 2000)).toBe(12);
  expect(left.after(5, true, 3000)).toBe(7.5);
});

it('submissions that differ in names and layout alone are alike', () => {
  const body = (name: string, more: string) =>
    `function ${name}(rows: number[][]): number {\n  let best = 0;\n  for (const row of rows) {\n    const sum = row.reduce((a, b) => a + b, 0);\n    if (sum > best) best = sum;${more}\n  }\n  return best;\n}`;
  const notebook = (source: string) => ({
    cells: [{ cell_type: 'code' as const, id: 'largest', metadata: {}, source }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
  const assignment = {
    name: 'hw',
    cells: [
      {
        id: 'largest',
        type: 'code' as const,
        kind: 'solution' as const,
        gradeId: undefined,
        released: '// Your code here.',
      },
    ],
  };
  const other =
    'const largest = (rows: number[][]) => Math.max(0, ...rows.map((row) => { let s = 0; row.forEach((x) => { s += x; }); return s; }));';
  const pairs = similarSubmissions(
    assignment,
    new Map([
      ['anna', notebook(body('largest', ''))],
      ['bert', notebook(other)],
      [
        'carl',
        notebook(
          body('maximum', '')
            .replaceAll('best', 'top')
            .replaceAll('\n', '\n  ')
            .replace('let', '/* mine */ let'),
        ),
      ],
      ['dora', notebook('const largest = 1;')],
    ]),
  );
  expect(pairs).toEqual([{ submissions: ['anna', 'carl'], share: 1 }]);
});

describe.skipIf(missingSandbox)(
  `grading again${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  () => {
    let folder = '';
    let place = '';
    const files: string[] = [];
    const args = (...more: string[]) => [
      command,
      'grade',
      ...files,
      '--assignment',
      place,
      '--idle',
      '5',
      '--json',
      ...more,
    ];
    const run = (...more: string[]) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, args(...more), { encoding: 'utf8' });
      if (stdout === '') throw new Error(stderr);
      return { grades: (JSON.parse(stdout) as { grades: Grade[] }).grades, stderr, status };
    };

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'again-'));
      const made = await makeAttackedAssignment(folder);
      place = made.folder;
      const student = await readFile(made.student, 'utf8');
      for (let n = 0; n < count; n++) {
        const file = path.join(folder, `student${n}.ipynb`);
        const cells =
          n % 2 === 0 ? solutions : { ...solutions, label: `const label = (index: number) => 'frog${n}';` };
        await writeFile(file, attackedNotebook(student, { name: '', cells }, 0));
        files.push(file);
      }
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('after kill -9 goes on where it was, and grades nothing twice', { timeout: 300_000 }, async () => {
      const results = path.join(folder, 'results');
      const killed = spawn(process.execPath, args('--results', results), {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      // Killed as soon as two are told of.
      await new Promise<void>((resolve, reject) => {
        let told = '';
        killed.stderr.on('data', (bytes: Buffer) => {
          told += bytes.toString();
          if (/2 of 6 /.test(told)) {
            killed.kill('SIGKILL');
            resolve();
          }
        });
        killed.once('exit', () => reject(new Error(`it ended before it was killed: ${told}`)));
      });
      const kept = (await readdir(results)).filter((name) => name.endsWith('.json'));
      expect(kept.length).toBeGreaterThanOrEqual(2);
      const before = await Promise.all(kept.map((name) => readFile(path.join(results, name), 'utf8')));
      const { grades, stderr } = run('--results', results);
      expect(grades.map(({ earned }) => earned)).toEqual([7, 5, 7, 5, 7, 5]);
      expect(stderr.match(/graded before/g)).toHaveLength(kept.length);
      expect(stderr).toMatch(/, \d+ s left/);
      expect(await Promise.all(kept.map((name) => readFile(path.join(results, name), 'utf8')))).toEqual(
        before,
      );
      // All of it is there now; a submission that was changed is graded again.
      const text = await readFile(files[1]!, 'utf8');
      await writeFile(files[1]!, text.replace("'frog1'", "['cat', 'dog', 'frog'][index] ?? 'unknown'"));
      const again = run('--results', results);
      expect(again.grades.map(({ earned }) => earned)).toEqual([7, 7, 7, 5, 7, 5]);
      expect(again.stderr.match(/graded before/g)).toHaveLength(count - 1);
      await writeFile(files[1]!, text);
    });

    it('grades one test again for all where the assignment was mended', { timeout: 300_000 }, async () => {
      const results = path.join(folder, 'regraded');
      run('--results', results);
      // The mended test asks for less; a grade by the old one is marked, to see that it stands.
      const names = await readdir(results);
      for (const name of names) {
        const file = path.join(results, name);
        await writeFile(
          file,
          (await readFile(file, 'utf8')).replace(
            '"title":"adds","points":2,"earned":2',
            '"title":"adds","points":2,"earned":1.5',
          ),
        );
      }
      const master = path.join(folder, 'master.ipynb');
      await writeFile(
        master,
        (await readFile(master, 'utf8'))
          .replace("assert.equal(label(9), 'unknown');", 'assert.ok(label(9));')
          .replace("assert.equal(label(2), 'frog')", 'assert.match(label(2), /^frog/)'),
      );
      const mended = path.join(folder, 'mended');
      await cp(place, mended, { recursive: true });
      await assign(master, mended, 'bubblewrap');
      expect((await readAssignment(mended)).cells).toHaveLength(7);
      const { grades } = run('--results', results, '--assignment', mended, '--only', 'labels');
      expect(grades.map(({ tests }) => tests.map(({ earned }) => earned))).toEqual(
        Array.from({ length: count }, () => [1.5, 3, 2]),
      );
    });

    it('takes a link for no submission, and loses points that come too late', {
      timeout: 300_000,
    }, async () => {
      const link = path.join(folder, 'link.ipynb');
      await symlink('/etc/passwd', link);
      const csv = path.join(folder, 'grades.csv');
      await utimes(files[0]!, 86_400, 86_400);
      const { status, stdout } = spawnSync(
        process.execPath,
        [
          command,
          'grade',
          files[0]!,
          link,
          '--assignment',
          place,
          '--due',
          '1970-01-01T00:00:00Z',
          '--late',
          '10% a day',
          '--format',
          `csv=${csv}`,
          '--json',
        ],
        { encoding: 'utf8' },
      );
      expect(status).toBe(1);
      expect(stdout).not.toContain('root:');
      const [header, late, unreadable] = (await readFile(csv, 'utf8')).split('\r\n');
      expect(header).toContain('sandbox,before lateness,hours late');
      expect(late).toContain(',6.3,7,');
      expect(late!.endsWith(',7,24.00')).toBe(true);
      expect(unreadable).toContain('is a symbolic link');
    });
  },
);
