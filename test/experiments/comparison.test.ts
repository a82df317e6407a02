import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { ArgumentError, ExperimentLog, layers, models, setLocale } from '../../src/index.js';
import { temporaryFolder } from '../data/temporaryFolder.js';

async function logOfThree(): Promise<ExperimentLog> {
  const log = await ExperimentLog.open(path.join(temporaryFolder(), 'log.xlsx'), { keepWeights: false });
  for (const units of [2, 3]) {
    const model = models.sequential([
      layers.dense({ units, inputShape: [1] }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    const data: [number[][], number[][]] = [
      [[1], [2], [-1], [-2]],
      [[1], [1], [0], [0]],
    ];
    await model.fit(data, {
      epochs: 3,
      validationData: data,
      verbose: 0,
      log: log.with({ dataset: 'signs' }),
    });
  }
  await log.add({ batchSize: 8, dataset: 'signs', notes: 'by "hand", typed;\nin two lines | one bar' });
  return log;
}

it('shows what differs between runs, and their curves', async () => {
  const log = await logOfThree();
  const { differences, figure } = await log.compare(['T0', 'T1']);
  const byColumn = Object.fromEntries(differences.map(({ column, values }) => [column, values]));
  expect(byColumn.architectureChanges).toEqual(['first run', 'dense: units 2 → 3']);
  // 1·2 + 2 + 2·1 + 1, and 1·3 + 3 + 3·1 + 1
  expect(byColumn.parameters).toEqual(['7', '10']);
  expect(Object.keys(byColumn)).not.toContain('dataset');
  expect(Object.keys(byColumn)).not.toContain('id');
  expect(figure.data.filter(({ mode }) => mode === 'lines+markers').map(({ name }) => name)).toContain(
    'T1, validation',
  );
  const texts = (figure.layout.annotations as { text: string; y: number }[]).map(({ text }) => text);
  expect(texts).toContain('<b>T0</b>');
  expect(texts.join(' ')).toContain('dense: units 2');
  // The curves end above the table.
  const lowest = Math.min(
    ...Object.entries(figure.layout)
      .filter(([name]) => name.startsWith('yaxis'))
      .map(([, axis]) => (axis as { domain: number[] }).domain[0]!),
  );
  const rules = figure.layout.shapes as { y0: number }[];
  expect(lowest).toBeGreaterThan(Math.max(...rules.map(({ y0 }) => y0)));
  const file = path.join(temporaryFolder(), 'comparison.png');
  await figure.save(file);
  expect((await readFile(file)).length).toBeGreaterThan(10_000);
});

it('compares runs without curves by their table alone, and names those that are not there', async () => {
  const log = await logOfThree();
  const { figure, differences } = await log.compare(['T0', 'T2']);
  expect(differences.find(({ column }) => column === 'batchSize')!.values).toEqual(['32', '8']);
  expect(figure.text).toContain('Batch size: 32 / 8');
  await expect(log.compare(['T0', 'T9'])).rejects.toThrow(/no run "T9".*T0, T1, T2/);
  await expect(log.compare([])).rejects.toThrow(ArgumentError);
});

it('is exported as CSV that a reader of RFC 4180 understands, in both languages, and as Markdown', async () => {
  const log = await logOfThree();
  const file = path.join(temporaryFolder(), 'log.csv');
  await log.export(file);
  const [, , last] = parse(await readFile(file, 'utf8'), { bom: true, columns: true }) as Record<
    string,
    string
  >[];
  expect(last).toMatchObject({
    Run: 'T2',
    'Batch size': '8',
    Notes: 'by "hand", typed;\nin two lines | one bar',
  });
  expect(Object.keys(last!)).not.toContain('Id');
  setLocale('es');
  try {
    await log.export(file);
    const [first] = parse(await readFile(file, 'utf8'), {
      bom: true,
      columns: true,
      delimiter: ';',
    }) as Record<string, string>[];
    expect(first).toMatchObject({ Corrida: 'T0', 'Tasa de aprendizaje': '0,01' });
  } finally {
    setLocale('en');
  }
  const markdown = file.replace('.csv', '.md');
  await log.export(markdown);
  const lines = (await readFile(markdown, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[4]).toContain('in two lines \\| one bar');
  expect(new Set(lines.map((line) => line.replaceAll('\\|', '').split('|').length)).size).toBe(1);
  await expect(log.export('log.html')).rejects.toThrow(ArgumentError);
});
