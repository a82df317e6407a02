import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCells, scratchFolder, writeCells } from './notebooks.js';

const command = new URL('../../dist/kernel/cli/run.js', import.meta.url).href;
const commander = import.meta.resolve('commander');
const program = `import { Command } from ${JSON.stringify(commander)};
import { addRunCommand } from ${JSON.stringify(command)};
const program = new Command('cuaderno');
addRunCommand(program);
await program.parseAsync(process.argv.slice(1), { from: 'user' });`;

function start(folder: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', program, '--', 'run', ...args], {
    cwd: folder,
  });
}

async function run(
  folder: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = start(folder, ...args);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => (stdout += data));
  child.stderr?.on('data', (data) => (stderr += data));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** Resolves once a file holds the text. */
async function untilHolds(file: string, text: string): Promise<void> {
  const content = (): Promise<string> => readFile(file, 'utf8').catch(() => '');
  await expect.poll(content, { timeout: 60_000, interval: 100 }).toContain(text);
}

test('exit 0: several notebooks, the result as one JSON document, progress on standard error', async () => {
  const folder = await scratchFolder();
  await writeCells(path.join(folder, 'a.ipynb'), '# First', 'console.log("from a")');
  await writeCells(path.join(folder, 'b.ipynb'), '"from b"');
  const { code, stdout, stderr } = await run(folder, 'a.ipynb', 'b.ipynb', '--json', '--html');
  expect(code).toBe(0);
  const { notebooks } = JSON.parse(stdout);
  expect(notebooks).toMatchObject([
    {
      status: 'ok',
      error: null,
      output: path.join(folder, 'a.executed.ipynb'),
      html: path.join(folder, 'a.executed.html'),
    },
    { status: 'ok', notebook: path.join(folder, 'b.ipynb') },
  ]);
  expect(stderr).toMatch(
    /\[1\/1\] First\nfrom a\n✓ \[1\/1\] First · .*\ndone in .*: a\.executed\.ipynb, a\.executed\.html\n/,
  );
  expect(await readFile(path.join(folder, 'b.executed.html'), 'utf8')).toContain('from b');
});

test('exit 1: the failing cell, its heading and its traceback are on standard error', async () => {
  const folder = await scratchFolder();
  await writeCells(
    path.join(folder, 'a.ipynb'),
    '# Breaks',
    'function broken() { throw new TypeError("no va"); }\nbroken()',
  );
  const { code, stderr } = await run(folder, 'a.ipynb', '--in-place');
  expect(code).toBe(1);
  expect(stderr).toMatch(/Cell 1 \(Breaks\) failed\.\nTypeError: no va\n\s+at broken/);
  expect((await readCells(path.join(folder, 'a.ipynb')))[1]?.outputs?.at(-1)).toMatchObject({
    ename: 'TypeError',
  });
});

test('exit 2: wrong use and files that are no notebooks', async () => {
  const folder = await scratchFolder();
  await writeFile(path.join(folder, 'text.ipynb'), 'text');
  await writeCells(path.join(folder, 'a.ipynb'), '1');
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await run(folder, ...args);
    expect(code, stderr).toBe(2);
    return stderr;
  };
  expect(await refused('none.ipynb')).toContain('none.ipynb cannot be read');
  expect(await refused('text.ipynb')).toContain('expected JSON');
  expect(await refused('a.ipynb', '--param', 'epochs')).toContain('expected name=value');
  expect(await refused('a.ipynb', '--timeout', 'soon')).toContain('expected seconds');
  expect(await refused('a.ipynb', 'a.ipynb', '--output', 'x.ipynb')).toContain('run one notebook');
});

test('an interrupted run exits 1 and leaves what was done', async () => {
  const folder = await scratchFolder();
  await writeCells(path.join(folder, 'a.ipynb'), '"first" + " done"', 'while (true) {}', '3');
  const child = start(folder, 'a.ipynb');
  await untilHolds(path.join(folder, 'a.executed.ipynb'), 'first done');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([1, null]);
  const cells = await readCells(path.join(folder, 'a.executed.ipynb'));
  expect(cells[1]?.outputs?.at(-1)).toMatchObject({ ename: 'Interrupted' });
  expect(cells[2]?.execution_count).toBeNull();
});

test('a killed run leaves a notebook that reads, and no kernel', async () => {
  const folder = await scratchFolder();
  const output = path.join(folder, 'a.executed.ipynb');
  await writeCells(
    path.join(folder, 'a.ipynb'),
    'console.log("pid" + ":" + process.pid + ";")',
    'setInterval(() => {}, 1000);\nawait new Promise(() => {});',
  );
  const child = start(folder, 'a.ipynb');
  await untilHolds(output, 'pid:');
  child.kill('SIGKILL');
  await once(child, 'close');
  const pid = Number(/pid:(\d+);/.exec(JSON.stringify(await readCells(output)))?.[1]);
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 200 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
