/** A grading by workers over a real Redis server, all of which are killed now and then. CUADERNO_TEST_QUEUED=1000 grades so
 *  many submissions. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingSandbox } from './attackedAssignment.js';
import { freePort, missingRedis, RunningPrograms } from './redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

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

it.skipIf(missing)(
  `has one grade for each of ${count} submissions, though workers, server and grading are killed${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 240_000 + 4000 * count, retry: 0 },
  async () => {
    const assignment = await makeTwiceAssignment(folder);
    const files = Array.from({ length: count }, (_, index) => path.join(folder, `student${index}.ipynb`));
    for (const [index, file] of files.entries()) {
      // Each is another one, and every third is wrong.
      await writeFile(file, twiceSubmission(`return ${index % 3 === 0 ? 3 : 2} * n; // ${index}`));
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
        assignment,
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
      files.map((file, index) => [file, index % 3 === 0 ? '0' : '4', '4']),
    );
    expect(redis.exitCode).toBeNull();
  },
);

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}
