/** Every attack of the corpus earns no more than its answers are worth, and nobody else notices. In unshare's sandbox a
 *  dozen of them; CUADERNO_SANDBOX=unshare tries all. */
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll, type UnreadableSubmission } from '../../kernel/grading/grade/gradeAll.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import { studentPage } from '../../kernel/grading/report/studentPage.js';
import type { SandboxKind } from '../../kernel/grading/sandbox/sandbox.js';
import { type Attack, solutions } from '../attacks/attack.js';
import { channels } from '../attacks/channels.js';
import { comparisons } from '../attacks/comparisons.js';
import { files } from '../attacks/files.js';
import { resources } from '../attacks/resources.js';
import { secrets } from '../attacks/secrets.js';
import {
  attackedNotebook,
  makeAttackedAssignment,
  missingSandbox,
  missingUnshare,
} from './attackedAssignment.js';
import { missingOrdinaryUser, OrdinaryUser } from './ordinaryUser.js';

const corpus: Attack[] = [...comparisons, ...channels, ...secrets, ...resources, ...files];
/** Where one sandbox differs from another: files, processes, limits, the network. */
const ofTheSandbox = corpus.filter(({ name }) =>
  [
    'writes into the installation, the system and the homes',
    'the machine’s devices are changed',
    'symbolic links out of the folder',
    'a child that goes on after the process',
    'signals to every process',
    'processes without end',
    'eight gigabytes of memory',
    'a full disk',
    'a hundred thousand files',
    'the network: loopback, names, the metadata address',
    'memory in /dev/shm',
    'a socket without a file, in the abstract namespace',
    'reads every file that it can find',
    'reads other processes’ command lines, environments and memory',
    'programs that are another user’s: su, mount, unshare, ptrace',
  ].includes(name),
);
const honest: Attack = { name: 'an honest submission', cells: solutions, honest: 7 };

const count = (socket: Socket): void => {
  connections++;
  socket.destroy();
};
const listening: Server = createServer(count);
/** In the abstract namespace, where sockets have no files. */
const nameless: Server = createServer(count);
let connections = 0;

interface Grader {
  who: string;
  missing: string | undefined;
  kind: SandboxKind;
  attacks: readonly Attack[];
  /** Grades the files, in the same order. */
  grade(assignment: string, folder: string, files: readonly string[]): Promise<Grade[]>;
}

const graders: Grader[] = [
  {
    who: 'by the user who runs the tests',
    missing: missingSandbox,
    kind: 'bubblewrap',
    attacks: corpus,
    grade: gradeIn('bubblewrap'),
  },
  {
    who: 'by an ordinary user',
    missing: missingSandbox ?? missingOrdinaryUser,
    kind: 'bubblewrap',
    attacks: corpus,
    grade: gradeAsNobody,
  },
  {
    who: 'in unshare’s sandbox',
    missing: missingUnshare,
    kind: 'unshare',
    attacks: ofTheSandbox,
    grade: gradeIn('unshare'),
  },
];
const chosen: Grader[] =
  process.env.CUADERNO_SANDBOX === 'unshare' ? [{ ...graders[2]!, attacks: corpus }] : graders;

function gradeIn(kind: SandboxKind): Grader['grade'] {
  return async (place, _, files) => {
    const assignment = await readAssignment(place);
    const limits = { kind, cellCpuSeconds: 5, idleMs: 4000 };
    return (await gradeAll(assignment, files, { ...limits, jobs: 2 })).map(requireGrade);
  };
}

/** The command, in a copy of the installation. */
async function gradeAsNobody(place: string, folder: string, files: readonly string[]): Promise<Grade[]> {
  const user = new OrdinaryUser(path.join(folder, 'user'));
  const options = ['--assignment', place, '--jobs', '2', '--cell-cpu', '5', '--idle', '4', '--json'];
  const { stdout, stderr } = user.cuaderno(['grade', ...files, ...options], 1_500_000);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { grades: (Grade | UnreadableSubmission)[] }).grades.map(requireGrade);
}

function requireGrade(result: Grade | UnreadableSubmission): Grade {
  if ('unreadable' in result) throw new Error(`${result.submission}: ${result.unreadable}`);
  return result;
}

describe.each(chosen)('attacks, graded $who', ({ missing, kind, attacks, grade }) => {
  describe.skipIf(missing)(missing === undefined ? 'each by itself' : `(skipped: needs ${missing})`, () => {
    let folder = '';
    const grades = new Map<string, Grade>();
    const pages = new Map<string, string>();

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'attacks-'));
      await chmod(folder, 0o755);
      connections = 0;
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      const { port } = listening.address() as { port: number };
      await new Promise<void>((resolve) => nameless.listen(`\0cuaderno-attacked-${port}`, resolve));
      const made = await makeAttackedAssignment(folder, kind);
      const student = await readFile(made.student, 'utf8');
      const assignment = await readAssignment(made.folder);
      const all = attacks.flatMap((attack, index) => (index % 8 === 0 ? [honest, attack] : [attack]));
      const paths = await Promise.all(
        all.map(async (attack, index) => {
          const file = path.join(folder, `${index}.ipynb`);
          await writeFile(file, attackedNotebook(student, attack, port));
          return file;
        }),
      );
      const results = await grade(made.folder, folder, paths);
      for (const [index, result] of results.entries()) {
        const { name } = all[index]!;
        const others = grades.get(name);
        // Of the honest ones the worst counts.
        if (others === undefined || others.earned > result.earned) grades.set(name, result);
        pages.set(name, studentPage(assignment, result));
      }
    }, 1_800_000);

    afterAll(async () => {
      await Promise.all(
        [listening, nameless].map((server) => new Promise((resolve) => server.close(resolve))),
      );
      await rm(folder, { recursive: true, force: true });
    });

    describe('a submission that attacks', () => {
      it.each(attacks)('$name', ({ name, honest = 0 }) => {
        const grade = grades.get(name)!;
        expect(grade.points).toBe(7);
        // An attack that the type checker refuses proves nothing.
        expect(grade.problems.filter(({ isCompileError }) => isCompileError)).toEqual([]);
        expect(grade.earned, JSON.stringify(grade.tests)).toBeLessThanOrEqual(honest);
        const page = pages.get(name)!;
        expect(page).not.toContain('canary');
        expect(page).not.toContain('LEAKED');
        expect(page).not.toContain('<script');
        expect(page).not.toContain('<img');
        expect(page).not.toContain('\u0000');
        expect(page).not.toContain('-17.25');
      });
    });

    it('honest submissions between them are graded in full', () => {
      const { earned, problems, remarks } = grades.get(honest.name)!;
      expect({ earned, problems, remarks }).toEqual({ earned: 7, problems: [], remarks: [] });
    });

    if (attacks === corpus) {
      it('what was done to the teacher’s cells is told', () => {
        const kinds = (name: string) => [...new Set(grades.get(name)!.remarks.map(({ kind }) => kind))];
        expect(kinds('tests are edited to nothing')).toContain('edited');
        expect(kinds('tests are deleted')).toContain('missing');
        expect(kinds('tests are turned into text')).toContain('retyped');
        expect(kinds('the cells stand in another order')).toContain('moved');
        expect(kinds('cells are there twice')).toContain('duplicated');
      });
    }

    it('nothing was reached, and nothing is left', () => {
      expect(connections).toBe(0);
      for (const file of [
        '/escaped-from-the-sandbox',
        '/tmp/written',
        '/tmp/results.json',
        '/tmp/fill-0',
        '/tmp/planted.js',
      ]) {
        expect(existsSync(file), file).toBe(false);
      }
      // The time that an attack wants to give it.
      expect(statSync('/dev/null').mtimeMs).not.toBe(1e12);
    });
  });
});
