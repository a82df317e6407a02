/** A sweep whose trials run in workers, with a real Redis server between them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ArgumentError, ExperimentLog, sweep } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';

const trained = path.resolve('test/experiments/sweep/trainedModule.mjs');

describe.skipIf(!hasRedis())('a sweep on a Redis server', () => {
  it('has every trial once, though a worker is killed in the middle of one', {
    timeout: 240_000,
  }, async () => {
    const redis = await startRedis();
    const folder = temporaryFolder();
    const trialsFile = path.join(folder, 'trials');
    const log = await ExperimentLog.open(path.join(folder, 'log.xlsx'));
    const workers = [await startWorker(redis, trialsFile)];
    const running = sweep({ units: [1, 2, 3, 4], learningRate: [0.01], waitMs: [3000] }, trained, {
      log,
      redis,
      epochs: 2,
      mode: 'min',
      verbose: false,
    });
    while (!existsSync(trialsFile)) await wait(50);
    workers[0]!.kill('SIGKILL');
    await startWorker(redis, trialsFile);
    const { trials, finished } = await running;
    expect(finished).toBe(true);
    expect(trials.map(({ error, parameters }) => [parameters.units, error])).toEqual(
      [1, 2, 3, 4].map((units) => [units, undefined]),
    );
    // Units·1 weights and units biases, then units·1 + 1.
    expect(
      (await log.rows()).map(({ parameters }) => parameters).sort((a, b) => Number(a) - Number(b)),
    ).toEqual([4, 7, 10, 13]);
    const lines = readFileSync(trialsFile, 'utf8').trim().split('\n');
    const begun = lines.filter((line) => line.startsWith('begin')).length;
    const ended = lines.filter((line) => line.startsWith('end'));
    expect(begun).toBeGreaterThan(4);
    expect(new Set(ended.map((line) => line.split(' ')[1])).size).toBe(4);
    // Asked again, it takes all from its journal, without any worker.
    const again = await sweep({ units: [1, 2, 3, 4], learningRate: [0.01], waitMs: [3000] }, trained, {
      log,
      redis,
      epochs: 2,
      mode: 'min',
      verbose: false,
    });
    expect(again.trials).toEqual(trials);
    expect(await log.rows()).toHaveLength(4);
  });

  it('refuses a module that workers cannot find, and what is no address', async () => {
    const log = await ExperimentLog.open(path.join(temporaryFolder(), 'log.xlsx'));
    const outside = path.join(temporaryFolder(), 'train.mjs');
    await expect(sweep({ x: [1] }, outside, { log, redis: 'redis://localhost:1' })).rejects.toThrow(
      /is not under/,
    );
    await expect(sweep({ x: [1] }, trained, { log, redis: 'localhost' })).rejects.toThrow(ArgumentError);
  });
});

async function startRedis(): Promise<string> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', temporaryFolder()],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void server.kill('SIGKILL'));
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  return `redis://127.0.0.1:${port}`;
}

async function startWorker(redis: string, trialsFile: string): Promise<ChildProcess> {
  const worker = spawn(
    process.execPath,
    ['scripts/cuaderno.mjs', 'sweep', 'worker', '--redis', redis, '--processes', '1'],
    {
      env: { ...process.env, TRIALS_FILE: trialsFile },
      stdio: ['ignore', 'inherit', 'pipe'],
    },
  );
  onTestFinished(() => void worker.kill('SIGKILL'));
  await once(worker.stderr!, 'data');
  worker.stderr!.resume();
  return worker;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
