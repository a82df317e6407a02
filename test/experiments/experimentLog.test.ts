import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readParts, writeParts } from '../../src/experiments/xlsx/workbookParts.js';
import {
  ArgumentError,
  callbacks,
  DataError,
  ExperimentLog,
  layers,
  losses,
  models,
  setLocale,
  setSeed,
} from '../../src/index.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { hasLibreOffice, savedAgain, shownSheets } from './libreOffice.js';

async function newLog(name = 'log.xlsx'): Promise<ExperimentLog> {
  return ExperimentLog.open(path.join(temporaryFolder(), name), { keepWeights: false });
}

/** The rows below the headings, each as heading → text; headings of a group as "group: heading". */
async function shownRows(file: string, sheet = 'Log', headingLines = 2): Promise<Record<string, string>[]> {
  const [upper, lower, ...below] = (await shownSheets(file))[sheet] ?? [];
  const data = headingLines === 2 ? below : [lower!, ...below];
  let group = '';
  const titles = upper!.map((text, column) => {
    if (text !== '') group = text;
    const title = headingLines === 2 ? lower![column]! : '';
    return title === '' ? text : `${group}: ${title}`;
  });
  return data.map((cells) => Object.fromEntries(cells.map((text, column) => [titles[column]!, text])));
}

function smallModel(filters: number, dropout?: number) {
  const model = models.sequential([
    layers.conv2D({ filters, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
    layers.flatten(),
    ...(dropout === undefined ? [] : [layers.dropout({ rate: dropout })]),
    layers.dense({ units: 2 }),
  ]);
  model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });
  return model;
}

/** Bright images are of class 1: 8 dark and 8 bright ones. */
function brightness(): [number[][][][], number[]] {
  const images = Array.from({ length: 16 }, (_, index) =>
    Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => [index % 2])),
  );
  return [images, images.map((_, index) => index % 2)];
}

describe.skipIf(!hasLibreOffice)('a log that LibreOffice opens', () => {
  it('has a row for every fit, with what fit knows', async () => {
    const log = await newLog();
    vi.stubEnv('JPY_SESSION_NAME', '/somewhere/lesson 3.ipynb');
    onTestFinished(() => void vi.unstubAllEnvs());
    setSeed(7);
    const data = brightness();
    await smallModel(3).fit(data, { epochs: 2, batchSize: 4, validationData: data, verbose: 0, log });
    const model = smallModel(4, 0.25);
    const target = [data[0], data[1].map((label) => 1 - label)] as [number[][][][], number[]];
    const { history } = await model.fit(data, {
      epochs: 3,
      batchSize: 8,
      validationSplit: 0.25,
      verbose: 0,
      log: log.with({
        file: 'lesson.ipynb',
        dataset: 'brightness',
        targetData: target,
        values: { dropout: 0.25 },
      }),
    });
    const [first, second] = await shownRows(log.file);
    expect(first).toMatchObject({
      Run: 'T0',
      File: 'lesson 3.ipynb',
      'Batch size': '4',
      Epochs: '2',
      'Learning rate': '0.001',
      'Image size': '8×8×1',
      'Test split': '50%',
      'Architecture changes': 'first run',
      Seed: '7',
      Optimizer: 'adam',
      // (3·3·1 + 1)·3 + (6·6·3 + 1)·2
      Parameters: String(30 + 218),
      History: 'log.runs/T0/history.json',
      Weights: '',
    });
    const accuracy = await model.evaluate(target);
    const shown = (text: string): number => Number.parseFloat(text) / 100;
    expect(second).toMatchObject({
      Run: 'T1',
      File: 'lesson.ipynb',
      'Data set': 'brightness',
      'Test split': '25%',
      'Architecture changes': 'conv2D: filters 3 → 4; added dropout(0.25) after flatten',
      'Hyper-parameters: dropout': '0.25',
    });
    expect(shown(second!['Accuracy, source: accuracy']!)).toBeCloseTo(history.val_accuracy!.at(-1)!, 5);
    expect(shown(second!['Accuracy, target: Average']!)).toBeCloseTo(accuracy.accuracy!, 5);
  });

  it('has a column for every output, their average as a formula, and a chart of all runs', async () => {
    const log = await newLog();
    for (const material of [0.5, 0.7, 0.9]) {
      await log.add({
        source: { material, type: 0.3, brand: 0.1 },
        target: { material: 0.2, type: 0.4, brand: 0.6 },
      });
    }
    await log.save();
    const again = await savedAgain(log.file, temporaryFolder());
    expect((await shownRows(again)).map((row) => row['Accuracy, source: Average'])).toEqual([
      '30%',
      '36.6666666666667%',
      '43.3333333333333%',
    ]);
    const parts = await readParts(again);
    const chart = [...parts].find(([name]) => /charts\/chart\d+\.xml$/.test(name))![1].toString();
    const references = [...chart.matchAll(/<c:f>([^<]*)<\/c:f>/g)].map(([, reference]) => reference);
    // Run, then source and target averages: the columns after eight of the course, one of changes and the outputs.
    expect(references.filter((reference) => reference!.includes(':'))).toEqual([
      'Log!$A$3:$A$5',
      'Log!$M$3:$M$5',
      'Log!$A$3:$A$5',
      'Log!$Q$3:$Q$5',
    ]);
    expect(chart).toContain('0.433333333333333');
    const sheet = parts.get('xl/worksheets/sheet1.xml')!.toString();
    expect(sheet).toContain('<mergeCell ref="J1:M1"/>');
    expect(sheet).toContain('<mergeCell ref="A1:A2"/>');
    expect(sheet).toContain('AVERAGE(J3:L3)');
    // LibreOffice without a window drops what belongs to one.
    const own = (await readParts(log.file)).get('xl/worksheets/sheet1.xml')!.toString();
    expect(own).toMatch(/<pane xSplit="1" ySplit="2" topLeftCell="B3"[^>]*state="frozen"/);
    expect(sheet).toContain('<cfRule type="expression"');
  });

  it('goes on in a workbook that another program has saved, in its formats', async () => {
    const log = await newLog();
    await log.add({ epochs: 3, learningRate: 0.5, source: { accuracy: 0.25 }, notes: 'first & <second>' });
    await log.save();
    const copy = await savedAgain(log.file, temporaryFolder());
    const other = await ExperimentLog.open(copy);
    expect(await other.add({ epochs: 4, source: { accuracy: 0.5 }, notes: 'ñandú 🦤' })).toBe('T1');
    expect(await other.add({ epochs: 5, source: { accuracy: 0.75 }, target: { brand: 0.125 } })).toBe('T2');
    await other.save();
    const shown = await shownRows(copy);
    expect(shown.map(({ Run, Epochs, Notes }) => [Run, Epochs, Notes])).toEqual([
      ['T0', '3', 'first & <second>'],
      ['T1', '4', 'ñandú 🦤'],
      ['T2', '5', ''],
    ]);
    expect(shown.map((row) => row['Accuracy, source: Average'])).toEqual(['25%', '50%', '75%']);
    expect(shown[2]!['Accuracy, target: brand']).toBe('12.5%');
    expect(shown[1]!.Date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d/);
  });

  it('goes on below rows that a student has typed under headings of a single line', async () => {
    const typed = path.join(temporaryFolder(), 'typed.csv');
    await writeFile(
      typed,
      'Corrida,Tamaño de lote,Épocas,Mi columna\nT0,16,5,azul\nT7,32,6,verde\n,,,una nota\n',
    );
    const file = await savedAgain(typed, temporaryFolder());
    const log = await ExperimentLog.open(file);
    setLocale('es');
    try {
      expect(await log.add({ batchSize: 64, epochs: 2, source: { accuracy: 0.5 } })).toBe('T8');
      await log.save();
    } finally {
      setLocale('en');
    }
    const shown = await shownRows(file, 'typed', 1);
    expect(shown).toMatchObject([
      { Corrida: 'T0', 'Tamaño de lote': '16', 'Mi columna': 'azul' },
      { Corrida: 'T7', 'Mi columna': 'verde' },
      { Corrida: '', 'Mi columna': 'una nota' },
      {
        Corrida: 'T8',
        'Tamaño de lote': '64',
        Épocas: '2',
        'Mi columna': '',
        'Exactitud, origen: Promedio': '0.5',
      },
    ]);
  });
});

describe('ExperimentLog', () => {
  it('keeps sheets, charts and pictures of others to the byte', async () => {
    const log = await newLog();
    await log.add({ epochs: 1 });
    await log.save();
    const parts = await readParts(log.file);
    const own: [string, string][] = [
      [
        'xl/worksheets/sheet7.xml',
        '<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>\n</worksheet>',
      ],
      ['xl/charts/chart9.xml', "<c:chartSpace><c:f>Log!$B$3</c:f><c:f>'Mine'!$A$3:$A$3</c:f></c:chartSpace>"],
      ['xl/media/image1.png', '\u0000\u0001binary'],
    ];
    for (const [name, text] of own) parts.set(name, Buffer.from(text));
    await writeParts(log.file, parts);
    await log.add({ epochs: 2 });
    await log.save();
    const after = await readParts(log.file);
    for (const [name, bytes] of parts) {
      if (/sheet1\.xml$|chart1\.xml$/.test(name)) continue;
      expect(after.get(name)?.equals(bytes), name).toBe(true);
    }
    expect(after.get('xl/worksheets/sheet1.xml')!.toString()).toContain('r="A4"');
    expect([...after.keys()]).toEqual([...parts.keys()]);
  });

  it('measures the weights that the model has in the end', async () => {
    const log = await newLog();
    const data = brightness();
    const model = smallModel(2);
    // Each epoch makes it worse: the weights of the first are put back.
    const worsening = callbacks.lambdaCallback({
      onEpochEnd: () => model.setWeights(model.getWeights().map((weight) => weight.mul(-3))),
    });
    const stopping = callbacks.earlyStopping({ monitor: 'val_loss', patience: 1, restoreBestWeights: true });
    await model.fit(data, {
      epochs: 5,
      validationData: data,
      verbose: 0,
      callbacks: [worsening, stopping],
      log,
    });
    const [row] = await log.rows();
    const { loss } = await model.evaluate(data);
    expect(row!.loss).toBeCloseTo(loss!, 6);
  });

  it('notes a run that fails, and what was said', async () => {
    const log = await newLog();
    await expect(
      log.run({ file: 'a.ts', values: { rate: 1 } }, (run) => {
        run.note({ notes: 'too warm', values: { size: 2 } });
        throw new Error('out of memory');
      }),
    ).rejects.toThrow('out of memory');
    const [row] = await log.rows();
    expect(row!.notes).toBe('too warm\nout of memory');
    expect([row!['value:rate'], row!['value:size']]).toEqual([1, 2]);
  });

  it('adds up the trainings of one run', async () => {
    const log = await newLog();
    const data = brightness();
    const model = smallModel(2);
    const result = await log.run({ architectureChanges: 'two phases' }, async (run) => {
      await model.fit(data, { epochs: 2, validationData: data, verbose: 0, log: run });
      await model.fit(data, { epochs: 3, validationData: data, verbose: 0, log: run });
      return 'done';
    });
    expect(result).toBe('done');
    const all = await log.rows();
    expect(all).toHaveLength(1);
    expect(all[0]!.epochs).toBe(5);
    expect(all[0]!.architectureChanges).toBe('two phases');
  });

  it('keeps a row beside a workbook that is open elsewhere, and puts it in later', async () => {
    const log = await newLog();
    await log.add({ epochs: 1 });
    await log.save();
    const mark = path.join(path.dirname(log.file), '~$log.xlsx');
    await writeFile(mark, '');
    await log.add({ epochs: 2 });
    await expect(log.save()).rejects.toThrow(/open in Excel.*log\.xlsx\.rows/s);
    expect(await readFile(`${log.file}.rows`, 'utf8')).toContain('"epochs":2');
    await rm(mark);
    await log.save();
    expect((await log.rows()).map((row) => row.run)).toEqual(['T0', 'T1']);
    await expect(readFile(`${log.file}.rows`)).rejects.toThrow('ENOENT');
  });

  it('puts a row in once, though its process was killed before the journal was cleared', async () => {
    const log = await newLog();
    const mark = path.join(path.dirname(log.file), '.~lock.log.xlsx#');
    await writeFile(mark, '');
    await log.add({ epochs: 1 });
    await log.add({ epochs: 2 });
    await expect(log.save()).rejects.toThrow(/open in LibreOffice/);
    const journal = await readFile(`${log.file}.rows`);
    await rm(mark);
    await log.save();
    // As a kill between the two leaves them; the last line is one that was not finished.
    await writeFile(`${log.file}.rows`, Buffer.concat([journal, Buffer.from('\n{"epochs":3,"id":"x')]));
    expect(await log.add({ epochs: 4 })).toBe('T2');
    await log.save();
    expect((await log.rows()).map(({ run, epochs }) => [run, epochs])).toEqual([
      ['T0', 1],
      ['T1', 2],
      ['T2', 4],
    ]);
  });

  it('says what is wrong with a file that is broken, foreign, or none of its kind', async () => {
    const log = await newLog();
    await log.add({ epochs: 1 });
    await log.save();
    const whole = await readFile(log.file);
    await writeFile(log.file, whole.subarray(0, whole.length - 100));
    await expect(ExperimentLog.open(log.file)).rejects.toThrow(/not a whole \.xlsx workbook/);
    expect(await log.add({ epochs: 2 })).toBe('T1');
    await expect(log.save()).rejects.toThrow(/not a whole.*kept in .*log\.xlsx\.rows/s);
    const parts = await readParts(await intact(whole));
    const sheet = 'xl/worksheets/sheet1.xml';
    parts.set(sheet, Buffer.from('<worksheet><sheetData/></worksheet>'));
    await writeParts(log.file, parts);
    await expect(ExperimentLog.open(log.file)).rejects.toThrow(/without a training log.*Run/);
    parts.set(sheet, Buffer.from('<worksheet><sheetData><row r="1"'));
    await writeParts(log.file, parts);
    await expect(ExperimentLog.open(log.file)).rejects.toThrow(DataError);
    await expect(ExperimentLog.open('log.xls')).rejects.toThrow(ArgumentError);
    await writeFile(log.file, whole);
    await log.save();
    expect((await log.rows()).map((row) => row.epochs)).toEqual([1, 2]);
  });

  async function intact(bytes: Buffer): Promise<string> {
    const file = path.join(temporaryFolder(), 'intact.xlsx');
    await writeFile(file, bytes);
    return file;
  }
});
