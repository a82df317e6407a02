/** Other people's programs that run notebooks, with the kernelspec that we install. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installKernelspec } from '../../kernel/kernelspec/kernelspec.js';
import { missingPython, preparationMs, pythonUnderTest } from '../pythonUnderTest.js';

const papermillTypescript = fileURLToPath(new URL('../../scripts/papermillTypescript.py', import.meta.url));
const missing = await missingPython();

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const cells = [
  ['let epochs = 10;\nlet label = "none";', ['parameters']],
  ['console.log(label + ": " + epochs);\n[1, 2].map((n) => n * epochs)', []],
] as const;

describe.skipIf(missing)(`clients from PyPI${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let home: string;
  let python: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno clients '));
    python = (await pythonUnderTest()).python;
    await installKernelspec({ prefix: home });
    await write('notebook.ipynb', cells);
  }, preparationMs);
  afterAll(() => rm(home, { recursive: true, force: true }));

  function runPython(words: readonly string[], stdin = ''): Promise<Ended> {
    const env = {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      HOME: home,
      JUPYTER_PATH: path.join(home, 'share/jupyter'),
      // The answer of a console must not be colored.
      NO_COLOR: '1',
    };
    return new Promise((resolve) => {
      const child = execFile(python, words, { cwd: home, env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      });
      child.stdin?.end(stdin);
    });
  }

  async function write(
    name: string,
    sources: readonly (readonly [string, readonly string[]])[],
  ): Promise<void> {
    const notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: 'cuaderno', display_name: 'TypeScript (cuaderno)', language: 'typescript' },
      },
      cells: sources.map(([source, tags], index) => ({
        cell_type: 'code',
        id: `cell-${index}`,
        metadata: { tags },
        source,
        outputs: [],
        execution_count: null,
      })),
    };
    await writeFile(path.join(home, name), JSON.stringify(notebook));
  }

  /** Streams and results of the last cell, as text. */
  async function lastOutputs(name: string): Promise<string[]> {
    // Python writes numbers that JSON does not have among papermill's parameters.
    const json = (await readFile(path.join(home, name), 'utf8')).replace(
      /^(\s*)(-?Infinity|NaN)(,?)$/gm,
      '$1null$3',
    );
    const notebook = JSON.parse(json) as {
      cells: { outputs?: Output[] }[];
    };
    const text = (lines: unknown) => (Array.isArray(lines) ? lines.join('') : String(lines));
    return (notebook.cells.at(-1)?.outputs ?? []).map(({ output_type, text: lines, data }) =>
      output_type === 'stream' ? text(lines) : text(data?.['text/plain']),
    );
  }

  test('nbclient', async () => {
    await write('nbclient.ipynb', cells);
    const { code, stderr } = await runPython([
      ...['-c', 'from nbclient.cli import main; main()', 'nbclient.ipynb', '--inplace'],
    ]);
    expect([code, stderr.includes('Error')]).toEqual([0, false]);
    expect(await lastOutputs('nbclient.ipynb')).toEqual(['none: 10\n', '[ 10, 20 ]']);
  });

  test('jupyter nbconvert --execute, and export to .ts by language_info', async () => {
    const { code } = await runPython([
      ...[
        '-m',
        'nbconvert',
        '--to',
        'notebook',
        '--execute',
        'notebook.ipynb',
        '--output',
        'converted.ipynb',
      ],
    ]);
    expect(code).toBe(0);
    expect(await lastOutputs('converted.ipynb')).toEqual(['none: 10\n', '[ 10, 20 ]']);
    expect((await runPython(['-m', 'nbconvert', '--to', 'script', 'converted.ipynb'])).code).toBe(0);
    expect(await readFile(path.join(home, 'converted.ts'), 'utf8')).toContain(cells[1][0]);
    expect((await runPython(['-m', 'nbconvert', '--to', 'html', 'converted.ipynb'])).code).toBe(0);
    // Colored by pygments, under the name that language_info gives.
    expect(await readFile(path.join(home, 'converted.html'), 'utf8')).toMatch(/<span class="kd">let<\/span>/);
  });

  test('a cell that fails ends nbconvert with its error in words', async () => {
    await write('fails.ipynb', [["throw new RangeError('too deep')", []]]);
    const { code, stderr } = await runPython([
      '-m',
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      'fails.ipynb',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('RangeError: too deep');
    expect(stderr).toMatch(/at Cell \[1\]:1:7/);
  });

  test('a kernel that dies does not leave nbconvert waiting', async () => {
    await write('dies.ipynb', [['process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', []]]);
    const { code, stderr } = await runPython([
      '-m',
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      'dies.ipynb',
    ]);
    expect(code).toBe(1);
    // Whichever is first: our notice, or the client's own look at the process.
    expect(stderr).toMatch(/KernelDied: The kernel process ended|DeadKernelError: Kernel died/);
  });

  test('papermill, with parameters of every kind', async () => {
    const { code, stderr } = await runPython([
      ...[papermillTypescript, 'notebook.ipynb', 'papermill.ipynb', '-p', 'epochs', '3'],
      ...['-p', 'label', 'say "ñ"', '-y', '{ rates: [0.1, .inf], deep: { full: true, none: null } }'],
    ]);
    expect([code, stderr.includes('Error')]).toEqual([0, false]);
    expect(await lastOutputs('papermill.ipynb')).toEqual(['say "ñ": 3\n', '[ 3, 6 ]']);
    const notebook = await readFile(path.join(home, 'papermill.ipynb'), 'utf8');
    expect(notebook).toContain('let rates = [0.1, Number.POSITIVE_INFINITY];');
    expect(notebook).toContain('let deep = { \\"full\\": true, \\"none\\": null };');
  });

  test('jupyter console', async () => {
    const { stdout } = await runPython(
      ['-m', 'jupyter_console', '--kernel', 'cuaderno', '--simple-prompt'],
      'const six = 6;\nsix * 7\nexit\n',
    );
    expect(stdout).toMatch(/Out\[2\]:\s*42/);
  });
});
