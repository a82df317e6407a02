/** Dockerfile and compose.yaml: what they copy is there, what they say is safe, and the commands of the services run here, against
 *  the Redis server as it is set up there. The images themselves need Docker. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { missingSandbox } from './attackedAssignment.js';
import { freePort, lineOf, missingRedis, RunningPrograms } from './redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

const root = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => readFile(path.join(root, name), 'utf8');
const missing = missingSandbox || missingRedis;

interface Service {
  command?: string[];
  ports?: string[];
  build?: { target: string };
  environment?: Record<string, string>;
  deploy?: { replicas: number };
  cap_drop?: string[];
  privileged?: boolean;
}
const compose = async () =>
  parse(await read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };

const programs = new RunningPrograms();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'containers-'));
});
afterAll(async () => {
  programs.kill();
  await rm(folder, { recursive: true, force: true });
});

it('the Dockerfile copies what is there and what .dockerignore lets in, and grades as an ordinary user', async () => {
  const dockerfile = await read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    names!.split(' '),
  );
  expect(copied).toContain('src');
  const letIn = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
  for (const name of copied) {
    expect(existsSync(path.join(root, name)), name).toBe(true);
    expect(letIn, name).toContain(`!${name}`);
  }
  const stages = [...dockerfile.matchAll(/^FROM (?:\$\{)?(\w+)\}? AS (\w+)$/gm)].map(([, from, name]) => [
    from,
    name,
  ]);
  expect(stages).toEqual([
    ['NODE_IMAGE', 'build'],
    ['build', 'engine'],
    ['NODE_IMAGE', 'grader'],
    ['grader', 'kernel'],
  ]);
  for (const part of dockerfile.split(/^FROM /m).slice(3)) {
    expect([...part.matchAll(/^USER (\w+)$/gm)].at(-1)?.[1]).toBe('cuaderno');
    expect(part).not.toContain('g++');
  }
});

it('compose.yaml: two workers, a server with a password, and nothing that other machines reach', async () => {
  const { services } = await compose();
  expect(services.worker?.deploy?.replicas).toBe(2);
  expect(services.redis?.command?.join(' ')).toMatch(/--requirepass \$\{CUADERNO_REDIS_PASSWORD:\?/);
  for (const [name, { ports = [], privileged, cap_drop, build }] of Object.entries(services)) {
    for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
    expect(privileged, name).toBeUndefined();
    if (build === undefined) continue;
    expect(build.target, name).toBe('grader');
    expect(cap_drop, name).toEqual(['ALL']);
  }
});

it.skipIf(missing)(
  `the services’ commands grade together${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 240_000 },
  async () => {
    const { services } = await compose();
    const port = await freePort();
    const password = 'p4ssword';
    const token = 'thetoken';
    const filled = (text: string) =>
      text
        .replace(/\$\{CUADERNO_REDIS_PASSWORD[^}]*\}/g, password)
        .replace(/\$\{CUADERNO_GRADE_TOKEN[^}]*\}/g, token)
        .replace('@redis:6379', `@127.0.0.1:${port}`);
    const commandOf = (name: string) => services[name]!.command!.map(filled);

    const [server, ...args] = commandOf('redis');
    programs.start(server!, [...args, '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder], 'ignore');
    const replicas = services.worker!.deploy!.replicas;
    for (let count = 0; count < replicas; count++) programs.cuaderno(commandOf('worker'));
    const environment = Object.entries(services.dashboard!.environment!).map(([name, text]) => [
      name,
      filled(text),
    ]);
    // Its port may be taken here.
    const shown = programs.cuaderno(
      [...commandOf('dashboard'), '--port', '0'],
      'pipe',
      Object.fromEntries(environment),
    );
    const [, address] = await lineOf(shown, /http:\/\/0\.0\.0\.0(:\d+\/\S+)/);
    expect(address).toMatch(new RegExp(`/\\?token=${token}$`));

    const assignment = await makeTwiceAssignment(folder);
    const files = ['a.ipynb', 'b.ipynb', 'c.ipynb'].map((name) => path.join(folder, name));
    for (const file of files) await writeFile(file, twiceSubmission());
    const url = `redis://:${password}@127.0.0.1:${port}`;
    const grading = programs.cuaderno(['grade', ...files, '-a', assignment, '--redis', url]);
    expect((await once(grading, 'exit'))[0]).toBe(0);
    for (;;) {
      const answer = await fetch(`http://127.0.0.1${address!.replace('/?', '/state.json?')}`);
      const { graded, workers } = (await answer.json()) as { graded: number; workers: unknown[] };
      if (graded === files.length && workers.length === replicas) break;
      await wait(200);
    }
    const nobody = new Redis(port, { retryStrategy: () => null, enableReadyCheck: false });
    await expect(nobody.keys('*')).rejects.toThrow('NOAUTH');
    nobody.disconnect();
  },
);
