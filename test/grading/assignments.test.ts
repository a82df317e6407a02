/** The assignments that come with the course: masters that prove themselves, in both languages, and what a wrong answer
 *  costs. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll } from '../../kernel/grading/grade/gradeAll.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import { writeSubmission } from '../../kernel/grading/submit/writeSubmission.js';
import {
  cacheFeatures,
  datasets,
  ExperimentLog,
  layers,
  losses,
  models,
  optimizers,
  setSeed,
} from '../../src/index.js';
import { missingSandbox } from './attackedAssignment.js';

interface Cell {
  cell_type: string;
  id: string;
  metadata: Record<string, unknown>;
  source: string | string[];
}

/** Cells' text by id: what stands in place of what. */
type Changes = Record<string, [from: string, to: string]>;

/** CUADERNO_TEST_ASSIGNMENTS=all grades every answer, not some of them. */
const takesAll = process.env.CUADERNO_TEST_ASSIGNMENTS === 'all';
const root = path.resolve(import.meta.dirname, '../../notebooks/assignments');
const masterOf = (language: string, name: string): string => path.join(root, language, name);
const cellsOf = async (file: string): Promise<Cell[]> =>
  (JSON.parse(await readFile(file, 'utf8')) as { cells: Cell[] }).cells;

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'assignments-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('exist in both languages, cell by cell', async () => {
  const names = await readdir(path.join(root, 'es'));
  expect(names.filter((name) => name.endsWith('.ipynb'))).toHaveLength(3);
  expect(await readdir(path.join(root, 'en'))).toEqual(names);
  for (const name of names) {
    if (!name.endsWith('.ipynb')) {
      const bytes = (language: string) => readFile(masterOf(language, name));
      expect((await bytes('en')).equals(await bytes('es')), name).toBe(true);
      continue;
    }
    const shape = async (language: string) =>
      (await cellsOf(masterOf(language, name))).map(({ id, cell_type, metadata, source }) => [
        id,
        cell_type,
        metadata,
        cell_type === 'code' ? withoutWords([source].flat().join('')) : '',
      ]);
    expect(await shape('en')).toEqual(await shape('es'));
  }
});

/** Code without comments and texts, which the languages differ in. Of a command the first words are left. */
function withoutWords(source: string): string {
  if (source.startsWith('!')) return source.split(' ').slice(0, 4).join(' ');
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) {
      for (const child of children) visit(child);
      return;
    }
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateTail(node);
    const isPackage = isText && ts.isImportDeclaration(node.parent);
    tokens.push(isText && !isPackage ? '""' : node.getText(file));
  };
  visit(file);
  const marks = source.match(/\/\/ (?:(?:BEGIN|END) [A-Z ]+|SOLUTION|@param.*\}|TEST:|\(.*\))/g) ?? [];
  return [...tokens, ...marks].join(' ');
}

const notice = missingSandbox ? ` (skipped: needs ${missingSandbox})` : '';
describe.skipIf(missingSandbox)(`01-convolution${notice}`, () => {
  /** Answers by cell; what the master says elsewhere. */
  const answers: [what: string, points: number, changes: Changes][] = [
    ['the master', 16, {}],
    ['a size that is rounded', 15, { tamano: [' || room % stride !== 0', ''] }],
    ['a flipped filter', 14, { conv: ['row * stride + i,', 'row * stride + filter.length - 1 - i,'] }],
    ['no stride', 12, { conv: ['row * stride + i, column * stride + j', 'row + i, column + j'] }],
    ['windows that start at 0 only for positive numbers', 14, { pool: ['Math.max(', 'Math.max(0, '] }],
    [
      'a filter that answers to vertical edges',
      13,
      { filtro: ['[[-1, -1, -1], [0, 0, 0], [1, 1, 1]]', '[[1, 0, -1], [1, 0, -1], [1, 0, -1]]'] },
    ],
    ['a filter whose sum is not zero', 15, { filtro: ['[[-1, -1, -1]', '[[-1, -1, -2]'] }],
  ];

  const tried = takesAll ? answers : answers.filter((_, index) => index % 3 === 0);

  const prove = async (language: string) => {
    const [master, folder] = [masterOf(language, '01-convolution.ipynb'), path.join(scratch, language)];
    expect((await assign(master, folder, 'bubblewrap')).points).toBe(16);
    return { master, folder };
  };

  it('proves itself in English', { timeout: 300_000 }, async () => {
    await prove('en');
  });

  it('proves itself in Spanish, and answers earn what they must', { timeout: 300_000 }, async () => {
    const { master, folder } = await prove('es');
    const text = await readFile(master, 'utf8');
    const files = await Promise.all(
      tried.map(async ([, , changes], index) => {
        const file = path.join(folder, `${index}.ipynb`);
        await writeFile(file, changed(text, changes));
        return file;
      }),
    );
    const grades = await gradeAll(await readAssignment(folder), files, { kind: 'bubblewrap', jobs: 2 });
    expect(grades.map((grade, at) => [tried[at]![0], 'earned' in grade ? grade.earned : grade])).toEqual(
      tried.map(([what, points]) => [what, points]),
    );
  });
});

/** A notebook's text with changes in cells that must be there. */
function changed(text: string, changes: Changes): string {
  const notebook = JSON.parse(text) as { cells: Cell[] };
  for (const [id, [from, to]] of Object.entries(changes)) {
    const cell = notebook.cells.find((one) => one.id === id)!;
    const source = [cell.source].flat().join('');
    expect(source, id).toContain(from);
    cell.source = source.replace(from, to);
  }
  return JSON.stringify(notebook);
}

describe.skipIf(missingSandbox)(`02-cifar10${notice}`, () => {
  const master = masterOf('es', '02-cifar10.ipynb');
  const [networkName, logName] = ['red.keras', 'bitacora.xlsx'];
  /** Where CIFAR-10 may not be: as docs/grading.md says, and few of them. */
  const shapes: Changes = {
    librerias: ["= 'cifar10';", "= 'shapes10';"],
    pixeles: ['datasets[dataset].load()', 'datasets.shapes10.load({ trainLength: 800, testLength: 10 })'],
  };

  it('is graded by what the network that was handed in gets right', { timeout: 600_000 }, async () => {
    const folder = path.join(scratch, '02');
    const text = changed(await readFile(master, 'utf8'), shapes);
    await mkdir(folder);
    const [trained, untrained] = await networks(folder);
    /** A notebook with its files in it, as students hand it in. */
    const handedIn = async (name: string, text: string, network: string, runs = 2): Promise<string> => {
      const place = path.join(folder, name);
      await mkdir(place);
      await writeFile(path.join(place, '02-cifar10.ipynb'), text);
      await copyFile(network, path.join(place, networkName));
      await writeLog(path.join(place, logName), runs);
      const { file } = await writeSubmission(path.join(place, '02-cifar10.ipynb'), [networkName, logName]);
      return file;
    };
    const out = path.join(folder, 'out');
    expect((await assign(await handedIn('master', text, trained), out, 'bubblewrap')).points).toBe(17);

    // Without a network, for the grader to train.
    const alone = path.join(folder, 'alone.ipynb');
    await writeFile(alone, changed(text, { parametros: ['epochs = 3', 'epochs = 1'] }));
    const careless = changed(text, { datos: ['1 / 255', '1 / 127.5'] });
    const submissions: [file: string, earned: Record<string, number>][] = [
      [alone, { 'nuevas-test': 0 }],
      [await handedIn('careless', careless, trained, 1), { 'datos-test-2': 0, 'bitacora-test': 2 }],
      [await handedIn('hostile', withOwnPredictions(text), untrained), { 'nuevas-test': 0 }],
    ];
    await expectGrades(out, chosen(submissions));
  });
});

describe.skipIf(missingSandbox)(`03-transfer-learning${notice}`, () => {
  const master = masterOf('es', '03-transfer-learning.ipynb');

  it('proves itself, and knows what was frozen', { timeout: 600_000 }, async () => {
    const out = path.join(scratch, '03');
    expect((await assign(master, out, 'bubblewrap')).points).toBe(16);
    expect(await readdir(path.join(out, 'student'))).toEqual([
      '03-transfer-learning.ipynb',
      'backbone.keras',
    ]);
    const text = await readFile(master, 'utf8');
    const submissions: [file: string, earned: Record<string, number>][] = [];
    const answer = async (name: string, changes: Changes, earned: Record<string, number>): Promise<void> => {
      const file = path.join(out, `${name}.ipynb`);
      await writeFile(file, changed(text, changes));
      submissions.push([file, earned]);
    };
    const anything = { 'nuevos-test': Number.NaN };
    await answer(
      'not compiled anew',
      {
        ajuste: [
          "models.unfreezeFrom(base, 'block3_conv');\n  network.compile",
          "models.unfreezeFrom(base, 'block3_conv');\n  if (tuneRate > 1) network.compile",
        ],
      },
      { ...anything, 'ajuste-test': 0, 'ajuste-test-2': 0 },
    );
    await answer(
      'thawed from the beginning, in large steps',
      {
        ajuste: ["models.unfreezeFrom(base, 'block3_conv');", 'base.trainable = true;'],
        parametros: ['tuneRate = 0.0001', 'tuneRate = 0.01'],
      },
      { ...anything, 'ajuste-test': 0, 'ajuste-test-2': 0 },
    );
    await answer(
      'never frozen',
      { modelo: ['base.trainable = false;', ''], parametros: ['headEpochs = 40', 'headEpochs = 1'] },
      {
        ...anything,
        'modelo-test-2': 0,
        'cabeza-test': Number.NaN,
        'cabeza-test-2': 0,
        'ajuste-test': 0,
        'ajuste-test-2': Number.NaN,
      },
    );
    await expectGrades(out, chosen(submissions));
  });
});

/** The last one, or all of them: each trains for half a minute. */
function chosen<Submission>(submissions: Submission[]): Submission[] {
  return takesAll ? submissions : submissions.slice(-1);
}

/** Every test earns what stands there, or all of its points; NaN stands for anything. */
async function expectGrades(
  folder: string,
  submissions: readonly [file: string, earned: Record<string, number>][],
): Promise<void> {
  const assignment = await readAssignment(folder);
  const full = Object.fromEntries(
    assignment.cells.flatMap(({ id, test }) => (test === undefined ? [] : [[id, test.points]])),
  );
  const files = submissions.map(([file]) => file);
  const grades = await gradeAll(assignment, files, { kind: 'bubblewrap', jobs: 2 });
  for (const [index, [file, less]] of submissions.entries()) {
    const { tests } = grades[index] as Grade;
    const expected = { ...full, ...less };
    const earned = tests.map((test) => [test.id, Number.isNaN(expected[test.id]) ? Number.NaN : test.earned]);
    expect(Object.fromEntries(earned), `${file}: ${JSON.stringify(tests)}`).toEqual(expected);
  }
}

/** Files of one network that knows eight of the ten shapes, and of one that knows nothing. */
async function networks(folder: string): Promise<[trained: string, untrained: string]> {
  setSeed(1);
  const backbone = await models.load(masterOf('es', 'backbone.keras'), { compile: false });
  const whole = models.sequential([backbone, layers.globalAveragePooling2D(), layers.dense({ units: 10 })]);
  const { train } = await datasets.shapes10.load({ seed: 5, trainLength: 1500, testLength: 10 });
  const features = await cacheFeatures(models.sequential([backbone, layers.globalAveragePooling2D()]), train);
  const head = models.sequential([layers.dense({ units: 10, inputShape: features.featureShape })]);
  head.compile({
    optimizer: optimizers.adam({ learningRate: 0.03 }),
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  });
  await head.fit(features, { epochs: 40, batchSize: 50, verbose: 0 });
  whole.layers.at(-1)!.setWeights(head.layers.at(-1)!.getWeights());
  const blank = models.sequential([
    layers.averagePooling2D({ poolSize: 8, inputShape: [32, 32, 3] }),
    layers.flatten(),
    layers.dense({ units: 10 }),
  ]);
  const files: [string, string] = [path.join(folder, 'trained.keras'), path.join(folder, 'untrained.keras')];
  await whole.save(files[0]);
  await blank.save(files[1]);
  return files;
}

/** A log as `fit` notes it. */
async function writeLog(file: string, runs: number): Promise<void> {
  const log = await ExperimentLog.open(file);
  for (let run = 0; run < runs; run++) {
    await log.add({
      batchSize: 32,
      file: '02-cifar10.ipynb',
      dataset: 'shapes10',
      testSplit: 0.1,
      epochs: 3,
      learningRate: 0.001,
      imageSize: '32 × 32 × 3',
      architectureChanges: run === 0 ? 'primera corrida' : 'se añadió dropout(0.25)',
      source: { accuracy: 0.6 + run / 10 },
    });
  }
  await log.save();
}

/** Behind the cell with the network, one that has it answer with whatever is right. */
function withOwnPredictions(text: string): string {
  const notebook = JSON.parse(text) as { cells: object[] };
  const place = notebook.cells.findIndex((cell) => (cell as Cell).id === 'resultado');
  const source =
    'Object.assign(network, { predict: async () => ({ shape: [500, 10], argMax: () => ({ dataSync: () => Array.from({ length: 500 }, (_, i) => i % 10) }) }) });';
  notebook.cells.splice(place + 1, 0, {
    cell_type: 'code',
    id: 'own',
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  });
  return JSON.stringify(notebook);
}
