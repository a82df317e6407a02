/** A grading by workers over a real Redis server, all of which are killed now and then. CUADERNO_TEST_QUEUED=1000 grades so
 *  many submissions, CUADERNO_TEST_SEED=N repeats the moments of a run. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomGenerator } from '../../src/engine/index.js';
import { missingSandbox } from './attackedAssignment.js';
import { freePort, missingRedis, RunningPrograms } from './redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

const count = Number(process.env.CUADERNO_TEST_QUEUED ?? 24);
const seed = Number(process.env.CUADERNO_TEST_SEED ?? Date.now() % 1_000_000);
const { next: random } = randomGenerator(seed);

/** Who is killed, when so many of the submissions are graded: everybody at least once, at random moments. */
const victims = ['worker', 'redis', 'server', 'worker'] as const;
const killings = Array.from({ length: victims.length * (count < 200 ? 1 : 3) }, (_, index) => ({
  share: 0.05 + 0.85 * random(),
  victim: victims[index % victims.length]!,
}))
  .toSorted((one, other) => one.share - other.share)
  .map(({ share, victim }) => [share, victim] as const);
const pauseMs = (): number => 1500 * random();

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
  `has one grade for each of ${count} submissions, though workers, Redis and the grading are killed at random (seed ${seed})${missing ? ` (skipped: needs ${missing})` : ''}`,
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
    let redis = startRedis();
    const workers = [startWorker(), startWorker()];
    let server = grading();
    let ended = once(server, 'exit');
    const restart = {
      worker: async (place: number) => {
        kill(workers[place]!);
        await wait(pauseMs());
        workers[place] = startWorker();
      },
      redis: async () => {
        kill(redis);
        await wait(pauseMs());
        redis = startRedis();
      },
      server: async () => {
        kill(server);
        await wait(pauseMs());
        server = grading();
        ended = once(server, 'exit');
      },
    };
    for (const [share, victim] of killings) {
      while ((await graded()) < share * count) await wait(100);
      await wait(pauseMs() / 4);
      if (victim === 'worker') await restart.worker(random() < 0.5 ? 0 : 1);
      else await restart[victim]();
    }
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
