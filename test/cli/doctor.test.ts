import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../kernel/doctor/diagnose.js';

const root = path.resolve(import.meta.dirname, '../..');
const home = mkdtempSync(path.join(os.tmpdir(), 'cuaderno-doctor-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function cuaderno(args: string[], environment: Record<string, string> = {}) {
  const { CUADERNO_ENGINE: _engine, JUPYTER_DATA_DIR: _data, ...inherited } = process.env;
  return spawnSync(process.execPath, [path.join(root, 'scripts/cuaderno.mjs'), ...args], {
    env: { ...inherited, HOME: home, ...environment },
    encoding: 'utf8',
  });
}

/** The library stays in the real cache; only what this test changes lies in a place of its own. */
const cache = process.env.CUADERNO_CACHE ?? path.join(os.homedir(), '.cache', 'cuaderno');

describe('cuaderno doctor', () => {
  it('prints one JSON document: engine, kernel, data, nothing missing', () => {
    const { stdout, status, stderr } = cuaderno(['doctor', '--json'], { CUADERNO_CACHE: cache });
    const diagnosis = JSON.parse(stdout) as Diagnosis;
    expect(diagnosis.engine).toMatchObject({ backend: 'tensorflow', version: '2.21.0' });
    expect(diagnosis.kernel).toMatchObject({ installed: false });
    expect(diagnosis.data.map(({ name }) => name)).toEqual(expect.arrayContaining(['cifar10', 'shapes10']));
    expect(diagnosis.packages['@tensorflow/tfjs-node']).toBe('4.22.0');
    expect({ problems: diagnosis.problems, status, stderr }).toEqual({ problems: [], status: 0, stderr: '' });
  });

  it('finds the kernel once it is installed, and says whose it is', () => {
    expect(cuaderno(['install', '--user']).status).toBe(0);
    const { kernel } = JSON.parse(
      cuaderno(['doctor', '--json'], { CUADERNO_CACHE: cache }).stdout,
    ) as Diagnosis;
    expect(kernel).toMatchObject({ installed: true, current: true });
    const spec = {
      argv: ['/usr/bin/node', '/elsewhere/kernelEntry.js', '{connection_file}'],
      language: 'typescript',
    };
    writeFileSync(path.join(kernel.folder, 'kernel.json'), JSON.stringify(spec));
    const after = cuaderno(['doctor'], { CUADERNO_CACHE: cache });
    expect(after.status).toBe(2);
    expect(after.stdout).toContain('belongs to another copy of cuaderno.\n  npx cuaderno install');
  });

  it('names the slow engine and damaged data as problems, with the command that mends each', () => {
    const folder = path.join(home, 'cache');
    mkdirSync(path.join(folder, 'datasets'), { recursive: true });
    writeFileSync(path.join(folder, 'datasets', 'cifar10.images'), 'not a packed file');
    const { stdout, status } = cuaderno(['doctor', '--json'], { CUADERNO_CACHE: folder });
    const { problems } = JSON.parse(stdout) as Diagnosis;
    expect(status).toBe(2);
    expect(problems.map(({ mend }) => mend)).toContain('npx cuaderno data get cifar10');
  });
});
