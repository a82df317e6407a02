import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KernelClient } from '../../../kernel/protocol/client.js';

const main = fileURLToPath(new URL('../../../dist/kernel/cli/main.js', import.meta.url));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno home '));
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

function cuaderno(...words: string[]): Promise<CommandEnd> {
  return cuadernoIn({ PATH: process.env.PATH }, ...words);
}

async function cuadernoIn(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<CommandEnd> {
  const script = `import(${JSON.stringify(main)}).then(({ main }) => main(process.argv))`;
  const env = { HOME: home, JUPYTER_DATA_DIR: path.join(home, 'data'), ...environment };
  return promisify(execFile)(process.execPath, ['-e', script, 'cuaderno', ...words], { env }).then(
    (output) => ({ code: 0, ...output }),
    (error) => error as CommandEnd,
  );
}

test('install writes a kernelspec that starts a kernel; uninstall takes it away', async () => {
  const { stdout } = await cuaderno('install', '--json');
  const folder = path.join(home, 'data', 'kernels', 'cuaderno');
  expect(JSON.parse(stdout)).toEqual({ name: 'cuaderno', folder });
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining([
      'kernel.json',
      'logo-32x32.png',
      'logo-64x64.png',
      'logo-svg.svg',
      'launcher.js',
    ]),
  );
  const spec = JSON.parse(await readFile(path.join(folder, 'kernel.json'), 'utf8'));
  expect(spec).toMatchObject({
    display_name: 'TypeScript (cuaderno)',
    language: 'typescript',
    interrupt_mode: 'message',
  });
  expect(spec.argv.slice(0, -1).every(path.isAbsolute)).toBe(true);
  const kernel = await KernelClient.start({ argv: spec.argv, cwd: home });
  expect((await kernel.execute('1')).status).toBe('ok');
  await kernel.shutdown();
  expect(JSON.parse((await cuaderno('uninstall', '--json')).stdout)).toEqual({ name: 'cuaderno', folder });
  expect(JSON.parse((await cuaderno('uninstall', '--json')).stdout)).toEqual({
    name: 'cuaderno',
    folder: null,
  });
});

test('--env reaches the kernel, whatever it contains; wrong ones are refused', async () => {
  const prefix = path.join(home, 'a b');
  const { code } = await cuaderno(
    ...[
      'install',
      '--prefix',
      prefix,
      '--env',
      'ONE=a "b" = c',
      '--env',
      'NONE=',
      '--env',
      'CUADERNO_ENGINE=cpu',
    ],
  );
  expect(code).toBe(0);
  const file = path.join(prefix, 'share/jupyter/kernels/cuaderno/kernel.json');
  const { argv, env } = JSON.parse(await readFile(file, 'utf8'));
  expect(env).toEqual({ ONE: 'a "b" = c', NONE: '', CUADERNO_ENGINE: 'cpu' });
  // As Jupyter does it.
  const kernel = await KernelClient.start({ argv, cwd: home, env: { ...process.env, ...env } });
  let shown: unknown;
  await kernel.execute(
    `import { engine } from 'cuaderno'; [process.env.ONE, process.env.NONE, engine.backend].join('|')`,
    {
      onMessage: ({ type, content }) => {
        if (type === 'execute_result') shown = (content.data as Record<string, string>)['text/plain'];
      },
    },
  );
  await kernel.shutdown();
  expect(shown).toBe(`'a "b" = c||cpu'`);
  for (const wrong of ['NAME', '=value', 'a b=c']) {
    expect(await cuaderno('install', '--prefix', prefix, '--env', wrong)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--env: expected NAME=VALUE'),
    });
  }
});

test('--sys-prefix is the active environment; no Python is needed, there or anywhere', async () => {
  const environment = path.join(home, 'venv');
  const { stdout } = await cuadernoIn(
    { VIRTUAL_ENV: environment, PATH: '' },
    ...['install', '--sys-prefix', '--json'],
  );
  expect(JSON.parse(stdout).folder).toBe(path.join(environment, 'share/jupyter/kernels/cuaderno'));
});

test('--prefix and --name choose the place; installing twice is fine', async () => {
  for (let time = 0; time < 2; time++) {
    expect((await cuaderno('install', '--prefix', path.join(home, 'a b'), '--name', 'second')).code).toBe(0);
  }
  expect(await readdir(path.join(home, 'a b', 'share', 'jupyter', 'kernels'))).toEqual(['second']);
});

test('wrong use exits with 2 and says what to do', async () => {
  expect(await cuaderno('install', '--sys-prefix')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--prefix'),
  });
  expect(await cuaderno('install', '--user', '--prefix', home)).toMatchObject({ code: 2 });
  expect(await cuaderno('install', '--name', 'no spaces')).toMatchObject({ code: 2 });
  expect(await cuaderno('nonsense')).toMatchObject({ code: 2 });
});

test("another kernel's folder is left alone", async () => {
  const folder = path.join(home, 'data', 'kernels', 'cuaderno');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'kernel.json'), '{"argv": ["python"]}');
  expect((await cuaderno('uninstall')).code).toBe(2);
  expect(await readdir(folder)).toEqual(['kernel.json']);
});
