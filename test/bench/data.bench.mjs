/** Reading images from a folder side by side with Keras: ImageDataGenerator and tf.data with Keras's layers, on the same
 *  2,000 JPEGs, in turns, so that whatever else the machine does falls on all. Then how long a folder of many files takes
 *  to open, how much of a training the engine waits for images, and how memory grows. CUADERNO_BENCH_TURNS=9 for more
 *  turns, CUADERNO_BENCH_FOLDER=DIR for the folder that is opened, CUADERNO_BENCH_IMAGES=50000 for how many images memory
 *  is watched. */
import { fileURLToPath } from 'node:url';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { ensurePythonEnvironment } from '../../dist/kernel/lab/pythonEnvironment.js';
import { photographs } from './data/photographs.mjs';
import { median, print, report } from './report.mjs';
import { Trainer } from './train/trainer.mjs';

const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 5);
/** All of them in every turn. */
const photographCount = 2000;
const shape = { targetSize: [150, 150], batch: 16 };
const packages = [
  'keras==3.15.1',
  'tensorflow-cpu==2.21.0',
  'scipy==1.17.1',
  'pillow==13.0.0',
  'numpy==2.4.6',
];
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function bench({ json }) {
  const progress = stepProgress();
  const rows = [];
  try {
    progress.step('2,000 photographs');
    const folder = await photographs(photographCount);
    const { python } = await ensurePythonEnvironment('bench-data', packages, progress);
    const ours = {
      name: 'cuaderno',
      command: [process.execPath, file('./data/ourSubject.mjs')],
      request: {},
    };
    const keras = [python, file('./data/kerasSubject.py')];
    const generator = { name: 'ImageDataGenerator', command: keras, request: { api: 'generator' } };
    const tfData = { name: 'tf.data', command: keras, request: { api: 'tf.data' } };
    const all = { folder, images: photographCount, ...shape };
    for (const [name, augments, readers] of [
      ['without augmentation', false, [ours, generator, tfData]],
      // Resized alike, which a flow is not unless it is told to.
      ['imageDatasetFromDirectory', false, [{ ...ours, request: { api: 'dataset' } }, tfData]],
      ['with augmentation', true, [ours, generator, tfData]],
    ]) {
      progress.step(name);
      rows.push(...(await measure(name, readers, { ...all, augments })));
    }
    progress.step('opening and memory');
    rows.push(...(await endurance(ours, process.env.CUADERNO_BENCH_FOLDER ?? folder, folder)));
  } finally {
    progress.end();
  }
  print(report('data', rows), json);
}

async function measure(name, subjects, request) {
  const readers = subjects.map((subject) => new Trainer(subject));
  const seconds = new Map(readers.map((reader) => [reader, []]));
  try {
    for (const reader of readers) {
      await reader.start();
      await reader.ask(request);
    }
    for (let turn = 0; turn < turns; turn++) {
      for (const reader of readers) seconds.get(reader).push((await reader.ask(request)).seconds);
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.end()));
  }
  return readers.map((reader) => ({
    case: `${name}: images a second`,
    subject: reader.subject.name,
    value: request.images / median(seconds.get(reader)),
    unit: '1/s',
    runs: turns,
  }));
}

/** Ours alone: how soon a folder gives its first batch, and what memory is after the first and the last thousands. */
async function endurance(subject, manyFiles, folder) {
  const reader = new Trainer(subject);
  const row = (name, value, unit) => ({ case: name, subject: subject.name, value, unit, runs: 1 });
  try {
    await reader.start();
    const opening = { folder: manyFiles, augments: true, targetSize: [32, 32], batch: 32, what: 'open' };
    const { open, first, samples } = await reader.ask(opening);
    const rows = [
      row(`opening ${samples} files`, open * 1000, 'ms'),
      row('first batch', first * 1000, 'ms'),
      row('first batch, folder opened', (open + first) * 1000, 'ms'),
    ];
    for (const augments of [false, true]) {
      const { waited, rate } = await reader.ask({ folder, augments, ...shape, what: 'train' });
      const how = `training the tutorial CNN, ${augments ? 'with' : 'without'} augmentation`;
      rows.push(row(`${how}: images a second`, rate, '1/s'), row(`${how}: engine waits`, waited * 100, '%'));
    }
    const images = Number(process.env.CUADERNO_BENCH_IMAGES ?? 50_000);
    const { memory } = await reader.ask({ folder, augments: true, images, ...shape });
    return [
      ...rows,
      row(`memory after ${memory[0].images} images`, memory[0].mebibytes, 'MiB'),
      row(`memory after ${memory.at(-1).images} images`, memory.at(-1).mebibytes, 'MiB'),
      row('memory growth for 10,000 images', growth(memory) * 10_000, 'MiB'),
    ];
  } finally {
    await reader.end();
  }
}

/** The slope of the line through all measurements but the first fifth, when memory still settles: MiB an image. */
function growth(memory) {
  const settled = memory.slice(Math.floor(memory.length / 5));
  if (settled.length < 2) return 0;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(settled.map(({ images }) => images)), mean(settled.map((at) => at.mebibytes))];
  const rise = settled.reduce((sum, at) => sum + (at.images - x) * (at.mebibytes - y), 0);
  return rise / settled.reduce((sum, at) => sum + (at.images - x) ** 2, 0);
}
