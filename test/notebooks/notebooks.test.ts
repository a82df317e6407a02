/** The course's notebooks: the same in both languages, saved with their outputs, and they run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

interface Cell {
  cell_type: string;
  id: string;
  source: string[];
  metadata: { tags?: string[] };
  execution_count?: number | null;
  outputs?: { output_type: string; data?: Record<string, unknown> }[];
}

const root = path.resolve(import.meta.dirname, '../..');
const folder = (language: string): string => path.join(root, 'notebooks', language);
const cellsOf = (file: string): Cell[] => (JSON.parse(readFileSync(file, 'utf8')) as { cells: Cell[] }).cells;
const names = readdirSync(folder('es')).filter((name) => name.endsWith('.ipynb'));
const scratch = mkdtempSync(path.join(os.tmpdir(), 'cuaderno-notebooks-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('notebooks', () => {
  it('exist in both languages', () => {
    expect(names).toContain('01-cifar10.ipynb');
    expect(readdirSync(folder('en')).filter((name) => name.endsWith('.ipynb'))).toEqual(names);
  });

  it.each(names)('%s has the same cells in both languages', (name) => {
    const shape = (language: string) =>
      cellsOf(path.join(folder(language), name)).map(({ cell_type, id, metadata }) => [
        cell_type,
        id,
        metadata.tags,
      ]);
    expect(shape('en')).toEqual(shape('es'));
  });

  it.each(['es', 'en'].flatMap((language) => names.map((name) => `${language}/${name}`)))(
    '%s is saved as it ran: every cell once, in order, no error, every figure with its picture',
    (name) => {
      const cells = cellsOf(path.join(root, 'notebooks', name)).filter((cell) => cell.cell_type === 'code');
      expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_, index) => index + 1));
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      expect(outputs.filter((output) => output.output_type === 'error')).toEqual([]);
      const figures = outputs.filter(
        (output) => output.data?.['application/vnd.plotly.v1+json'] !== undefined,
      );
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) expect(figure.data).toHaveProperty(['image/png']);
    },
  );

  /** What each takes to run fast, and how many pictures it then has. */
  const runs: [name: string, parameters: readonly string[], pictures: number][] = [
    ['01-cifar10', ['epochs=1'], 4],
    ['02-convolution', ['stride=1'], 9],
    ['03-pooling-dropout-normalization', ['epochs=1', 'trainLength=200'], 7],
    ['05-what-a-network-sees', ['fast=true'], 15],
    [
      '04-transfer-learning',
      [
        'perClass=10',
        'testLength=20',
        'epochs=1',
        'pretrainLength=64',
        'weightsFile=none',
        'folder=SCRATCH/images',
      ],
      6,
    ],
    ['06-curves-and-log', ['epochs=3', 'trainLength=300', 'logFile=SCRATCH/log.xlsx'], 9],
    ['07-architectures', ['fast=true'], 9],
    ['08-strong-recipe', ['fast=true'], 4],
    ['09-losses-and-activations', ['epochs=2'], 3],
    ['10-small-applications', ['fast=true', 'hedWeights=none'], 6],
    ['11-compiled-steps', ['samples=640'], 2],
    ['12-data-sets', ['epochs=1'], 5],
  ];
  // Their code is the same but for words: each runs in one language, in turn; all of them with CUADERNO_NOTEBOOKS=all.
  const everyRun = ['es', 'en'].flatMap((language, turn) =>
    runs.flatMap(([name, parameters, pictures], at) =>
      process.env.CUADERNO_NOTEBOOKS === 'all' || at % 2 === turn
        ? [{ language, name, parameters, pictures }]
        : [],
    ),
  );
  it.each(everyRun)('$language/$name runs from top to bottom', { timeout: 600_000 }, (run) => {
    const { language, name, parameters, pictures } = run;
    const place = path.join(scratch, language);
    const output = path.join(scratch, `${language}-${name}.ipynb`);
    const args = [
      'run',
      path.join(folder(language), `${name}.ipynb`),
      ...parameters.flatMap((parameter) => ['--param', parameter.replace('SCRATCH', place)]),
      '--output',
      output,
      '--html',
    ];
    const result = spawnSync(process.execPath, [path.join(root, 'scripts/cuaderno.mjs'), ...args], {
      encoding: 'utf8',
    });
    expect(result.status, result.stderr).toBe(0);
    const figures = cellsOf(output)
      .flatMap((cell) => cell.outputs ?? [])
      .filter((one) => one.data?.['image/png'] !== undefined);
    expect(figures).toHaveLength(pictures);
    const page = readFileSync(path.join(scratch, `${language}-${name}.html`), 'utf8');
    expect(page.match(/data:image\/png/g)?.length).toBeGreaterThanOrEqual(pictures);
  });
});
