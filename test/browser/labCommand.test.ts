/** `cuaderno lab` as a person starts it, and ends it with a signal. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kernelEntry } from '../../kernel/kernelspec/kernelspec.js';
import { privateJupyterLab } from '../../kernel/lab/jupyterLab.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';

const command = fileURLToPath(new URL('../../scripts/cuaderno.mjs', import.meta.url));

/** The first start installs JupyterLab. */
const preparationMs = 580_000;
const missing = await privateJupyterLab({ step() {}, advance() {} }).then(
  () => undefined,
  (error: Error) => error.message.split('\n')[0],
);

test.skipIf(missing)(
  `lab opens a folder with this installation's kernel, and ends with the signal that it gets${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno lab '));
    const lab = spawn(process.execPath, [command, 'lab', '--no-browser', home], {
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, CUADERNO_CACHE: cacheFolder() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => lab.once('exit', resolve));
    try {
      const [address, token] = await new Promise<string[]>((resolve, reject) => {
        createInterface({ input: lab.stderr }).on('line', (line) => {
          const [, url, token] = /(http:\/\/127\.0\.0\.1:\d+)\/lab.*[?&]token=(\w+)/.exec(line) ?? [];
          if (url !== undefined && token !== undefined) resolve([url, token]);
        });
        void ended.then((code) => reject(new Error(`lab ended with ${code}`)));
      });
      const specs = await (await fetch(`${address}/api/kernelspecs?token=${token}`)).json();
      expect(specs.kernelspecs.cuaderno.spec.argv).toContain(kernelEntry);
      lab.kill('SIGTERM');
      expect(await ended).toBe(0);
      await expect(fetch(`${address}/api`)).rejects.toThrow('fetch failed');
    } finally {
      lab.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
    }
  },
  preparationMs,
);

test('lab refuses a folder that is none with exit code 2', async () => {
  const lab = spawn(process.execPath, [command, 'lab', path.join(os.tmpdir(), 'nowhere', 'at all')]);
  let said = '';
  lab.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  expect(await new Promise((resolve) => lab.once('close', resolve))).toBe(2);
  expect(said).toContain('is not a folder. Give one that exists');
});
