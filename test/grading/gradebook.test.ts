/** Grades in nbgrader's own gradebook, read back by nbgrader (PyPI), whose export is compared. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnvironment } from '../../kernel/lab/pythonEnvironment.js';
import { preparationMs } from '../pythonUnderTest.js';
import { missingSandbox } from './attackedAssignment.js';
import { cuaderno } from './redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

/** The same environment as the benchmark's. */
const environment = await ensurePythonEnvironment('bench-nbgrader', ['nbgrader==0.9.6', 'ipykernel==7.4.0'], {
  step() {},
  advance() {},
}).catch((error: Error) => error);
const missing =
  missingSandbox ?? (environment instanceof Error ? environment.message.split('\n')[0] : undefined);
const python = environment instanceof Error ? '' : environment.python;

describe.skipIf(missing)(
  `nbgrader’s gradebook${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 300_000 },
  () => {
    let folder = '';
    let assignment = '';
    let programs = '';
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'gradebook-'));
      assignment = await makeTwiceAssignment(folder);
      // As in an activated environment; its scripts name the folder in which it was made.
      programs = path.join(folder, 'programs');
      await mkdir(programs);
      await writeFile(path.join(programs, 'python3'), `#!/bin/sh\nexec '${python}' "$@"\n`, { mode: 0o755 });
      const alembic = `#!/bin/sh\nexec '${python}' -m alembic "$@"\n`;
      await writeFile(path.join(programs, 'alembic'), alembic, { mode: 0o755 });
    }, preparationMs);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const submission = async (name: string, text: string) => {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
      return file;
    };
    const grade = (files: readonly string[], more: readonly string[] = [], first = programs) => {
      const database = path.join(folder, 'gradebook.db');
      const args = ['grade', ...files, '-a', assignment, '--format', `nbgrader=${database}`, ...more];
      return spawnSync(process.execPath, [cuaderno, ...args], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${first}:${process.env.PATH}` },
      });
    };
    /** What nbgrader says: by student its score, the most, and the score of each cell. */
    const gradebook = () => {
      const script = [
        'import json, sys',
        'from nbgrader.api import Gradebook',
        'with Gradebook("sqlite:///" + sys.argv[1]) as gb:',
        '    print(json.dumps({s.student.id: [s.score, s.max_score, s.late_submission_penalty or 0, s.needs_manual_grade,',
        '        {g.name: g.score for g in s.notebooks[0].grades}] for s in gb.assignment_submissions("homework")}))',
      ].join('\n');
      const { stdout, stderr } = spawnSync(python, ['-c', script, path.join(folder, 'gradebook.db')], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
      });
      expect(stdout, stderr).not.toBe('');
      return JSON.parse(stdout) as Record<string, unknown>;
    };

    it('has every student’s scores, and renews them', async () => {
      const files = [
        await submission('ada.ipynb', twiceSubmission()),
        await submission('submitted/ben/ps1/homework.ipynb', twiceSubmission('return 42;')),
        await submission('cleo/homework/homework.ipynb', twiceSubmission('return 1;')),
      ];
      const first = grade(files);
      expect(first.status, first.stderr).toBe(0);
      expect(gradebook()).toEqual({
        ada: [4, 4, 0, false, { visible: 2, hidden: 2 }],
        ben: [2, 4, 0, false, { visible: 2, hidden: 0 }],
        cleo: [0, 4, 0, false, { visible: 0, hidden: 0 }],
      });
      await writeFile(files[2]!, twiceSubmission());
      const late = new Date('2026-03-03T12:00:00Z');
      await utimes(files[2]!, late, late);
      const policy = ['--due', '2026-03-03T00:00:00Z', '--late', '50% a day'];
      const second = grade([files[2]!, await submission('dan.ipynb', twiceSubmission())], policy);
      expect(second.status, second.stderr).toBe(0);
      expect(gradebook()).toMatchObject({
        ada: [4, 4, 0, false, {}],
        ben: [2, 4, 0, false, {}],
        cleo: [4, 4, 2, false, { visible: 2, hidden: 2 }],
      });
    });

    it('refuses two submissions of one student, and says what is missing', async () => {
      const one = await submission('eve.ipynb', twiceSubmission());
      const other = await submission('again/eve.ipynb', twiceSubmission());
      const twice = grade([one, other]);
      expect(twice.stderr).toContain('are both of the student "eve"');
      expect(twice.status).toBe(2);
      const without = path.join(folder, 'without');
      await mkdir(without);
      await writeFile(path.join(without, 'python3'), `#!/bin/sh\nexec '${python}' -S "$@"\n`, {
        mode: 0o755,
      });
      const none = grade([one], [], without);
      expect(none.stderr).toContain('nbgrader is not installed for python3');
      expect(none.status).toBe(2);
    });
  },
);
