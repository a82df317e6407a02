/** `cuaderno grade serve` beside a real Redis server, a real worker and real gradings; and what it answers to whom. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, dashboard } from '../../kernel/grading/dashboard/dashboard.js';
import { gradingRate } from '../../kernel/grading/dashboard/gradingRate.js';
import type { QueueState } from '../../kernel/grading/dashboard/queueState.js';
import { missingSandbox } from './attackedAssignment.js';
import { cuaderno, freePort, lineOf, missingRedis, RunningPrograms } from './redisServer.js';
import { hiddenWords, makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

const missing = missingSandbox || missingRedis;
const programs = new RunningPrograms();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dashboard-'));
});
afterAll(async () => {
  programs.kill();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(missing)(
  `tells of the queue, its workers, grades and failures, and of a server that is gone${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 300_000 },
  async () => {
    const port = await freePort();
    const redis = `redis://127.0.0.1:${port}`;
    let server = programs.redis(port, folder);
    const page = programs.cuaderno(['grade', 'serve', '--redis', redis, '--port', '0'], 'pipe');
    const [, address] = await lineOf(page, /(http:\S+)/);
    const url = new URL(address!);
    expect(url.hostname).toBe('127.0.0.1');
    url.pathname = '/state.json';
    const read = async () => (await (await fetch(url)).json()) as QueueState & { error?: string };
    const until = async (isSo: (state: QueueState & { error?: string }) => boolean) => {
      for (;;) {
        const state = await read();
        if (isSo(state)) return state;
        await wait(200);
      }
    };
    expect(await until(({ error }) => error === undefined)).toEqual({
      waiting: 0,
      active: 0,
      graded: 0,
      failed: 0,
      perMinute: null,
      secondsLeft: 0,
      workers: [],
      beingGraded: [],
      ended: [],
    });

    const assignment = await makeTwiceAssignment(folder);
    const names = ['anna.ipynb', 'ben.ipynb', '<b>\u001b[31meve.ipynb'].map((name) =>
      path.join(folder, name),
    );
    const words = 'what the student wrote';
    for (const [index, name] of names.entries()) {
      await writeFile(name, twiceSubmission(index === 1 ? 'return 42;' : 'return 2 * n;', `// ${words}`));
    }
    const grade = (files: readonly string[]) =>
      programs.cuaderno(['grade', ...files, '-a', assignment, '--redis', redis]);
    const startWorker = () => programs.cuaderno(['grade', 'worker', '--redis', redis]);
    const grading = grade(names);
    const queued = await until(({ waiting }) => waiting === 3);
    expect(queued).toMatchObject({ active: 0, secondsLeft: null, workers: [] });

    const worker = startWorker();
    await once(grading, 'exit');
    expect(grading.exitCode).toBe(0);
    const graded = await until((state) => state.graded === 3);
    expect(graded).toMatchObject({ waiting: 0, active: 0, failed: 0, secondsLeft: 0, beingGraded: [] });
    expect(graded.perMinute).toBeGreaterThan(0);
    expect(graded.workers.map(({ name }) => name)).toEqual([`${hostname()}:${worker.pid}`]);
    const points = Object.fromEntries(graded.ended.map(({ submission, earned }) => [submission, earned]));
    expect(points).toEqual({ [names[0]!]: 4, [names[1]!]: 2, [path.join(folder, '<b>eve.ipynb')]: 4 });
    const text = JSON.stringify(graded);
    expect(text).not.toContain(hiddenWords);
    expect(text).not.toContain(words);

    worker.kill('SIGKILL');
    await until(({ workers }) => workers.length === 0);
    const late = path.join(folder, 'late.ipynb');
    await writeFile(late, twiceSubmission('return n + n;'));
    const failing = grade([late]);
    await until(({ waiting }) => waiting === 1);
    const keys = new Redis(redis);
    expect(await keys.del(...(await keys.keys('cuaderno-grading:assignment:*')))).toBe(1);
    keys.disconnect();
    startWorker();
    await once(failing, 'exit');
    expect(failing.exitCode).toBe(1);
    const failed = await until((state) => state.failed === 1);
    expect(failed.ended[0]).toMatchObject({
      submission: late,
      problem: 'the server does not have the assignment',
    });

    server.kill('SIGKILL');
    await until(({ error }) => error === 'The Redis server does not answer.');
    expect((await fetch(url)).status).toBe(503);
    server = programs.redis(port, folder);
    await until((state) => state.graded === 0 && state.workers.length === 1);

    page.kill('SIGTERM');
    expect((await once(page, 'exit'))[0]).toBe(0);
    expect(server.exitCode).toBeNull();
  },
);

describe('answers', () => {
  let shown: Dashboard;
  let page: URL;
  beforeAll(async () => {
    // Nobody listens there: what is asked for here does not need the queue.
    shown = await dashboard({
      redis: 'redis://127.0.0.1:1',
      port: 0,
      publicName: 'grader.example.edu',
      token: 'abc',
    });
    page = new URL(shown.url);
    page.hostname = '127.0.0.1';
  });
  afterAll(() => shown.close());

  const ask = (place: string, options: http.RequestOptions = {}) =>
    new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const request = http.request(new URL(place, page), options, async (response) => {
        let body = '';
        for await (const text of response.setEncoding('utf8')) body += text;
        resolve({ status: response.statusCode!, headers: response.headers, body });
      });
      request.on('error', reject).end();
    });

  it('whoever has the token, whatever name of this machine is used', async () => {
    expect(shown.url).toMatch(/^http:\/\/grader\.example\.edu:\d+\/\?token=abc$/);
    for (const host of [
      '127.0.0.1:1',
      '[::1]:80',
      'localhost',
      'LOCALHOST:9',
      'grader.example.edu',
      '192.0.2.7:8765',
    ]) {
      expect((await ask('/?token=abc', { headers: { host } })).status, host).toBe(200);
    }
    expect((await ask('/state.json?token=abc')).status).toBe(503);
    expect((await ask('/elsewhere?token=abc')).status).toBe(404);
  });

  it('nobody else: no token, another name, another method', async () => {
    for (const place of [
      '/',
      '/?token=',
      '/?token=ab',
      '/?token=abcd',
      '/state.json',
      '/state.json?Token=abc',
    ]) {
      const { status, body } = await ask(place);
      expect([status, body.includes('abc')], place).toEqual([403, false]);
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:80',
      'xgrader.example.edu',
    ]) {
      expect((await ask('/state.json?token=abc', { headers: { host } })).status, host).toBe(421);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      const { status, headers } = await ask('/?token=abc', { method });
      expect([status, headers.allow], method).toEqual([405, 'GET']);
    }
  });

  it('with a page that needs nothing from elsewhere, and may not have it', async () => {
    const { headers, body } = await ask('/?token=abc');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(body).not.toMatch(/https?:|\ssrc=|\shref=|\son\w+=|innerHTML/);
  });

  it('exit code 2 where it cannot listen', () => {
    const args = [cuaderno, 'grade', 'serve', '--redis', 'redis://127.0.0.1:1', '--port', page.port];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${page.port}`);
    expect(status).toBe(2);
  });
});

describe('the rate', () => {
  it('is so many a minute, whatever the order', () => {
    const minute = 60_000;
    expect(gradingRate([10 * minute, 9 * minute, 8 * minute], 10 * minute)).toBe(1);
    expect(gradingRate([0, 30_000, minute], minute)).toBe(2);
    // Begun anew after a pause: the pause does not count.
    expect(gradingRate([0, 100 * minute, 100.5 * minute], 100.5 * minute)).toBe(2);
    expect(gradingRate([5], minute)).toBeNull();
    expect(gradingRate([], minute)).toBeNull();
  });

  it('is that of steady work, for any interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 2, max: 10 }), (everyMs, count) => {
        const times = Array.from({ length: count }, (_, index) => 1e9 + index * everyMs);
        expect(gradingRate(times, times.at(-1)!)).toBeCloseTo(60_000 / everyMs, 6);
      }),
    );
  });
});
