/** Grading side by side with nbgrader: the same assignment in TypeScript and in Python, ten trivial cells, the whole command
 *  from its start to its end, their turns interleaved, so that whatever else the machine does falls on all.
 *  CUADERNO_BENCH_TURNS=5 for more turns, CUADERNO_BENCH_SUBMISSIONS=40 for more submissions a turn. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { ensurePythonEnvironment } from '../../dist/kernel/lab/pythonEnvironment.js';
import { ourCourse, theirCourse, theirSubmissions } from './grading/twins.mjs';
import { median, print, report } from './report.mjs';

const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 3);
const submissions = Number(process.env.CUADERNO_BENCH_SUBMISSIONS ?? 20);
const packages = ['nbgrader==0.9.6', 'ipykernel==7.4.0'];
const ourCommand = fileURLToPath(new URL('../../scripts/cuaderno.mjs', import.meta.url));

export async function bench({ json }) {
  const progress = stepProgress();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-bench-grading-'));
  try {
    const { python } = await ensurePythonEnvironment('bench-nbgrader', packages, progress);
    progress.step('the assignments');
    const ours = path.join(folder, 'ours');
    const theirs = path.join(folder, 'theirs');
    const files = await ourCourse(ours, submissions);
    await theirCourse(theirs);
    const binaries = await alembicBeside(python, path.join(folder, 'bin'));
    const nbgrader = (...args) => runPython(python, ['-m', 'nbgrader', ...args], theirs, binaries);
    nbgrader('generate_assignment', 'homework');
    await theirSubmissions(theirs, submissions);
    const grade = (jobs) => {
      const args = [ourCommand, 'grade', ...files, '--assignment', ours, '--jobs', String(jobs), '--json'];
      const { grades } = JSON.parse(succeed(process.execPath, args, {}));
      requireAll(grades.filter(({ earned }) => earned === 5).length);
    };
    const jobs = os.availableParallelism();
    const subjects = [
      { subject: 'cuaderno', case: 'notebooks a minute', run: () => grade(jobs) },
      { subject: 'one job', case: 'notebooks a minute', run: () => grade(1) },
      {
        subject: 'nbgrader',
        case: 'notebooks a minute',
        run: async () => {
          await rm(path.join(theirs, 'autograded'), { recursive: true, force: true });
          nbgrader('autograde', 'homework', '--force');
          requireAll(Number(runPython(python, ['-c', countFull], theirs, binaries)));
        },
      },
    ];
    const seconds = subjects.map(() => []);
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, { subject, run }] of subjects.entries()) {
        progress.step(`turn ${turn + 1} of ${turns}: ${subject}`);
        const begun = performance.now();
        await run();
        seconds[index].push((performance.now() - begun) / 1000);
      }
    }
    const rows = subjects.map(({ run: _, ...names }, index) => ({
      ...names,
      value: (submissions * 60) / median(seconds[index]),
      unit: '1/min',
      runs: turns,
    }));
    print(report('grading', rows), json);
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many submissions earned everything, as nbgrader's database says. */
const countFull =
  "from nbgrader.api import Gradebook\nwith Gradebook('sqlite:///gradebook.db') as gb:\n" +
  "  print(sum(s.score == s.max_score == 5 for s in gb.assignment_submissions('homework')))";

/** nbgrader looks for alembic on the path; the environment's own scripts name the place where it was made. */
async function alembicBeside(python, binaries) {
  await mkdir(binaries, { recursive: true });
  const script = `#!/bin/sh\nexec '${python}' -m alembic "$@"\n`;
  await writeFile(path.join(binaries, 'alembic'), script, { mode: 0o755 });
  return binaries;
}

function runPython(python, args, cwd, binaries) {
  const env = { ...process.env, PATH: `${binaries}${path.delimiter}${process.env.PATH}` };
  return succeed(python, args, { cwd, env });
}

function requireAll(full) {
  if (full !== submissions) throw new Error(`${full} of ${submissions} submissions earned everything`);
}

function succeed(command, args, options) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1e9,
    ...options,
  });
  if (status === 0) return stdout;
  throw new Error(`${path.basename(command)} ${args[0]} failed with ${status}: ${stderr}`);
}
