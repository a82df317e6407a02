/** A copy of this installation, with its kernelspec, broken in the ways that students break theirs. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KernelClient } from '../../../kernel/protocol/client.js';

const original = fileURLToPath(new URL('../../../', import.meta.url));

let home: string;
let installation: string;
let argv: string[];
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno broken '));
  installation = path.join(home, "the teacher's cuaderno");
  const modules = path.join(installation, 'node_modules');
  await mkdir(modules, { recursive: true });
  for (const name of ['dist', 'scripts', 'package.json']) {
    await cp(path.join(original, name), path.join(installation, name), { recursive: true });
  }
  await cp(path.join(original, 'kernel/kernelspec'), path.join(installation, 'kernel/kernelspec'), {
    recursive: true,
  });
  for (const name of await readdir(path.join(original, 'node_modules'))) {
    await symlink(path.join(original, 'node_modules', name), path.join(modules, name));
  }
  const main = path.join(installation, 'dist/kernel/cli/main.js');
  const script = `import(${JSON.stringify(main)}).then(({ main }) => main(process.argv))`;
  await promisify(execFile)(process.execPath, ['-e', script, 'cuaderno', 'install', '--prefix', home]);
  const spec = path.join(home, 'share/jupyter/kernels/cuaderno/kernel.json');
  argv = (JSON.parse(await readFile(spec, 'utf8')) as { argv: string[] }).argv;
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Runs a cell as a student does who knows of nothing; returns what stands under it. */
async function readNotebook(): Promise<{ output: string; reply: string | undefined; log: string }> {
  let log = '';
  const kernel = await KernelClient.start({
    argv,
    cwd: home,
    onStderr: (text) => {
      log += text;
    },
  });
  const shown: string[] = [];
  const reply = await kernel.execute('1 + 1', {
    onMessage: ({ type, content }) => {
      if (type === 'error') shown.push(...(content.traceback as string[]));
      if (type === 'execute_result') shown.push(JSON.stringify(content.data));
    },
  });
  await kernel.shutdown();
  expect(await kernel.exited).toMatchObject({ code: 0 });
  return { output: shown.join('\n'), reply: reply.error?.message, log };
}

test('whole, it runs cells', async () => {
  expect((await readNotebook()).output).toBe('{"text/plain":"2"}');
});

test('moved: the notebook says which folder is gone and what to run', async () => {
  await rename(installation, `${installation}, moved`);
  const { output, reply, log } = await readNotebook();
  expect(output).toContain(
    `KernelInstallationError: cuaderno is no longer where it was installed: there is no folder ${installation}.`,
  );
  expect(output).toContain('npx cuaderno install');
  expect(reply).toContain('no longer where it was installed');
  expect(log).toContain('no longer where it was installed');
});

test('not built: the notebook says so', async () => {
  await rm(path.join(installation, 'dist'), { recursive: true });
  const { output } = await readNotebook();
  expect(output).toContain('cuaderno is not built');
  expect(output).toContain(`cd "${installation}" && npm run setup`);
});

test('packages missing: the notebook names the one', async () => {
  await rm(path.join(installation, 'node_modules'), { recursive: true });
  const { output } = await readNotebook();
  expect(output).toMatch(/A part of cuaderno is missing or broken: Cannot find package '[\w@/-]+'/);
  expect(output).toContain('npm run setup');
});

test('a package broken that the session alone needs: nothing holds the ports of the notice', async () => {
  const broken = path.join(installation, 'node_modules/import-meta-resolve');
  await rm(broken);
  await mkdir(broken);
  await writeFile(path.join(broken, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  // Late, so that the protocol worker has loaded all of its own by then.
  const code =
    'await new Promise((later) => setTimeout(later, 2000));\nthrow new Error("cut off");\nexport const moduleResolve = undefined;';
  await writeFile(path.join(broken, 'index.js'), code);
  const { output } = await readNotebook();
  expect(output).toContain('A part of cuaderno is missing or broken: cut off');
});

test('the ZeroMQ addon missing: the notebook says so without it', async () => {
  const zeromq = path.join(installation, 'node_modules/zeromq');
  await rm(zeromq);
  await cp(path.join(original, 'node_modules/zeromq'), zeromq, { recursive: true });
  for (const name of await readdir(zeromq, { recursive: true })) {
    if (name.endsWith('.node')) await rm(path.join(zeromq, name));
  }
  // Its own packages are found beside the original.
  await symlink(path.join(original, 'node_modules'), path.join(zeromq, 'node_modules'));
  const { output } = await readNotebook();
  expect(output).toContain('A part of cuaderno is missing or broken');
  expect(output).toContain('zeromq');
});

test('a Node that is too old: the notebook says which, and needs nothing that it lacks', async () => {
  const pretend = path.join(home, 'pretend.cjs');
  await writeFile(pretend, "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });");
  argv = [argv[0]!, '--require', pretend, ...argv.slice(1)];
  const { output } = await readNotebook();
  expect(output).toContain('This kernel needs Node 20.11 or newer, and Jupyter starts it with Node 18.20.8.');
  expect(output).toContain(process.execPath);
});
