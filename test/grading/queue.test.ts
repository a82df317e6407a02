/** A grading by workers over a real Redis server, all of which are killed now and then. CUADERNO_TEST_QUEUED=1000 grades so
 *  many submissions. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assign } from '../../kernel/grading/assignment/assign.js';
import { missingSandbox } from './attackedAssignment.js';
import { freePort, missingRedis, RunningPrograms } from './redisServer.js';

const count = Number(process.env.CUADERNO_TEST_QUEUED ?? 24);
const missing = missingSandbox || missingRedis;

let folder = '';
const programs = new RunningPrograms();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'queue-'));
});
afterAll(async () => {
  programs.kill();
  await rm(folder, { recursive: true, force: true });
});

const code = (id: string, source: string) => ({
  cell_type: 'code',
  id,
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});
const notebook = (cells: object[], metadata: object = {}) =>
  JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });

it.skipIf(missing)(
  `has one grade for each of ${count} submissions, though workers, server and grading are killed${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 240_000 + 4000 * count, retry: 0 },
  async () => {
    const test = code('t', '// TEST: twice (2 points)\nif (twice(21) !== 42) throw new Error("not twice");');
    const master = path.join(folder, 'homework.ipynb');
    const solution = '// BEGIN SOLUTION\n  return 2 * n;\n  // END SOLUTION';
    await writeFile(
      master,
      notebook([code('s', `function twice(n: number): number {\n  ${solution}\n}`), test]),
    );
    await assign(master, path.join(folder, 'out'), 'bubblewrap');
    const files = Array.from({ length: count }, (_, index) => path.join(folder, `student${index}.ipynb`));
    for (const [index, file] of files.entries()) {
      const answer = code(
        's',
        `function twice(n: number): number {\n  return ${index % 3 === 0 ? 3 : 2} * n;\n}`,
      );
      await writeFile(file, notebook([answer, test], { student: index }));
    }

    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const startRedis = () => programs.redis(port, folder);
    const startWorker = () => programs.cuaderno(['grade', 'worker', '--redis', url]);
    const results = path.join(folder, 'results');
    const csv = path.join(folder, 'grades.csv');
    const grading = () =>
      programs.cuaderno([
        'grade',
        ...files,
        '-a',
        path.join(folder, 'out'),
        '--redis',
        url,
        '--results',
        results,
        '--format',
        `csv=${csv}`,
      ]);
    // What begins with a dot is half a file that a killed grading left.
    const graded = async () =>
      (await readdir(results).catch(() => [])).filter((name) => !name.startsWith('.')).length;
    const until = async (share: number) => {
      while ((await graded()) < share * count) await wait(100);
    };

    let redis = startRedis();
    const workers = [startWorker(), startWorker()];
    let server = grading();
    await until(0.15);
    kill(workers[0]!);
    workers[0] = startWorker();
    await until(0.35);
    kill(redis);
    await wait(1000);
    redis = startRedis();
    await until(0.55);
    kill(server);
    await wait(1000);
    server = grading();
    const ended = once(server, 'exit');
    await until(0.75);
    kill(workers[1]!);
    workers[1] = startWorker();
    expect((await ended)[0]).toBe(0);

    expect(await graded()).toBe(count);
    const lines = (await readFile(csv, 'utf8')).trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual(
      files.map((file, index) => [file, index % 3 === 0 ? '0' : '2', '2']),
    );
    expect(redis.exitCode).toBeNull();
  },
);

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}
