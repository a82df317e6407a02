import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../kernel/grading/assignment/assignment.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import { classPage } from '../../kernel/grading/report/classPage.js';
import { gradesAs } from '../../kernel/grading/report/formats.js';
import { studentPage } from '../../kernel/grading/report/studentPage.js';
import { solutions } from '../attacks/attack.js';
import { attackedNotebook, makeAttackedAssignment, missingSandbox } from './attackedAssignment.js';

const evil = '</script><img src=x onerror=alert(1)>"\u0000\u001b[31m=cmd()';
const terms = {
  points: 2,
  isHidden: false,
  cpuSeconds: 10,
  visible: undefined,
  hidden: undefined,
  needs: [],
  asks: [],
};
const cell = (id: string, title: string) => ({
  id,
  type: 'code' as const,
  kind: 'test' as const,
  gradeId: undefined,
  released: '',
  test: { ...terms, title },
});
const assignment: Assignment = { name: `Homework ${evil}`, cells: [cell('one', 'adds'), cell('two', evil)] };
const result = (id: string, title: string, earned: number, message: string) => ({
  id,
  title,
  earned,
  points: 2,
  isHidden: false,
  message,
  details: 'for the teacher only',
});
const grade: Grade = {
  submission: '=HYPERLINK("x").ipynb',
  earned: 3,
  points: 4,
  tests: [result('one', 'adds', 2, 'Passed.'), result('two', evil, 1, evil)],
  problems: [{ cell: evil, message: evil, details: 'for the teacher only', isCompileError: false }],
  remarks: [{ kind: 'edited', cell: 'one', text: 'The cell was changed.' }],
  manual: [],
  sandbox: 'bubblewrap',
  elapsedMs: 1234,
};
const unreadable = { submission: 'broken.ipynb', unreadable: 'expected JSON' };

describe('reports', () => {
  it.each([
    ['student', () => studentPage(assignment, grade)],
    ['class', () => classPage(assignment, [grade, unreadable], new Map([[grade.submission, 'a b.html']]))],
  ])('the page for the %s shows whatever students write as text', (_, page) => {
    const { document } = new JSDOM(page()).window;
    expect(document.querySelectorAll('script, img, iframe')).toHaveLength(0);
    expect(
      [...document.querySelectorAll('*')]
        .flatMap(({ attributes }) => [...attributes])
        .filter(({ name }) => name.startsWith('on')),
    ).toEqual([]);
    expect(document.body.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(page()).not.toContain('\u0000');
    expect(page()).not.toContain('for the teacher only');
  });

  it('the class page counts', () => {
    const { document } = new JSDOM(
      classPage(assignment, [grade, { ...grade, earned: 0, submission: 'b' }, unreadable], new Map()),
    ).window;
    expect(document.querySelector('.score')!.textContent).toBe('2 graded, mean 1.5, median 1.5 of 4 points');
    expect(
      [...document.querySelectorAll('table')[0]!.querySelectorAll('tbody tr')].map(
        ({ textContent }) => textContent,
      )[0],
    ).toBe('adds2100 %2.00');
  });

  it('as CSV no field is a formula', () => {
    const [header, line, broken] = gradesAs('csv', assignment, [grade, unreadable]).split('\r\n');
    expect(header!.startsWith('submission,earned,points,adds,')).toBe(true);
    expect(line!.startsWith('"\'=HYPERLINK(""x"").ipynb",3,4,2,1,edited one,bubblewrap')).toBe(true);
    expect(broken).toBe('broken.ipynb,,,,,expected JSON,');
  });

  it('as JUnit it is XML', () => {
    const xml = new JSDOM(gradesAs('junit', assignment, [grade, unreadable]), { contentType: 'text/xml' })
      .window.document;
    const suites = [...xml.querySelectorAll('testsuite')];
    expect(
      suites.map((suite) => ['tests', 'errors', 'failures'].map((name) => suite.getAttribute(name))),
    ).toEqual([
      ['2', '0', '1'],
      ['1', '1', '0'],
    ]);
    expect(suites[0]!.querySelector('failure')!.getAttribute('message')).toContain('<img src=x');
  });

  it('has the forms of other systems, for one submission', () => {
    const read = (format: 'gradescope' | 'prairielearn' | 'autolab' | 'coursera') =>
      JSON.parse(gradesAs(format, assignment, [grade])) as Record<string, unknown>;
    expect(read('gradescope')).toMatchObject({
      score: 3,
      execution_time: 1,
      tests: [{ name: 'adds', score: 2, max_score: 2 }, {}],
    });
    expect(read('prairielearn')).toMatchObject({
      gradable: true,
      score: 0.75,
      tests: [{ points: 2, max_points: 2 }, {}],
    });
    expect(read('autolab')).toEqual({ scores: { adds: 2, [evil]: 1 } });
    expect(read('coursera')).toMatchObject({ fractionalScore: 0.75, feedbackType: 'TXT' });
    for (const format of ['gradescope', 'prairielearn', 'coursera', 'csv', 'junit'] as const) {
      for (const [sandbox, words] of [
        ['none', 'Graded without a sandbox (--sandbox none).'],
        ['unshare', 'Graded in a sandbox of unshare'],
      ] as const) {
        const told = format === 'csv' ? `,${sandbox}` : words;
        expect(gradesAs(format, assignment, [grade])).not.toContain(told);
        expect(gradesAs(format, assignment, [{ ...grade, sandbox }])).toContain(told);
        expect(studentPage(assignment, { ...grade, sandbox })).toContain(words);
        expect(classPage(assignment, [{ ...grade, sandbox }], new Map())).toContain(words);
      }
    }
    expect(() => gradesAs('gradescope', assignment, [grade, grade])).toThrow(
      'is about one submission; 2 were given',
    );
  });
});

it.skipIf(missingSandbox)(
  'the commands grade a folder of submissions, alike with one job and with three',
  {
    timeout: 300_000,
  },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'grade-command-'));
    try {
      const made = await makeAttackedAssignment(folder);
      const student = await readFile(made.student, 'utf8');
      const texts = {
        'right.ipynb': attackedNotebook(student, { name: 'right', cells: solutions }, 0),
        'half.ipynb': attackedNotebook(student, { name: 'half', cells: { scale: solutions.scale! } }, 0),
        'endless.ipynb': attackedNotebook(
          student,
          { name: 'endless', cells: { ...solutions, scale: 'function scale(): never { for (;;); }' } },
          0,
        ),
        'broken.ipynb': '{',
      };
      for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
      const graded = (jobs: number) => {
        const command = path.resolve(import.meta.dirname, '../../scripts/cuaderno.mjs');
        const files = Object.keys(texts).map((name) => path.join(folder, name));
        const csv = path.join(folder, `${jobs}.csv`);
        const args = [
          command,
          'grade',
          ...files,
          '--assignment',
          made.folder,
          '--jobs',
          String(jobs),
          '--format',
          `csv=${csv}`,
          '--html',
          path.join(folder, 'pages'),
        ];
        return { status: spawnSync(process.execPath, args, { encoding: 'utf8' }).status, csv };
      };
      const one = graded(1);
      const three = graded(3);
      expect([one.status, three.status]).toEqual([1, 1]);
      const lines = (await readFile(one.csv, 'utf8')).split('\r\n');
      expect(await readFile(three.csv, 'utf8')).toBe(lines.join('\r\n'));
      // What was earned before and after the endless loop is kept.
      expect(lines.slice(1, 4).map((line) => line.split(',').slice(1, 6))).toEqual([
        ['7', '7', '2', '3', '2'],
        ['3', '7', '0', '3', '0'],
        ['4', '7', '2', '0', '2'],
      ]);
      expect(await readFile(path.join(folder, 'pages', 'index.html'), 'utf8')).toContain('3 graded');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
