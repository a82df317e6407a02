/** Transfer learning side by side with Keras: a frozen ResNet50 on 64 images of 150×150, batch 16. What feature extraction
 *  costs, what an epoch of a head costs behind the backbone, and what it costs on cached features. Turns are interleaved;
 *  CUADERNO_BENCH_TURNS=3 makes three instead of five. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { median, print, report } from './report.mjs';
import { trainSubjects } from './train/subjects.mjs';
import { Trainer } from './train/trainer.mjs';

const request = { side: 150, images: 64, batch: 16 };
const cases = ['predict', 'epoch behind the backbone', 'cached epoch'];
const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 5);
/** A graph is made after some batches; what comes before is not what an epoch costs. */
const warmUps = 2;

export async function bench({ json }) {
  const progress = stepProgress();
  const rows = [];
  try {
    const trainers = (await subjects(progress)).map((subject) => new Trainer(subject));
    try {
      for (const trainer of trainers) await trainer.start();
      for (const what of cases) {
        progress.step(what);
        rows.push(...(await measure(trainers, what)));
      }
    } finally {
      await Promise.all(trainers.map((trainer) => trainer.end()));
    }
  } finally {
    progress.end();
  }
  const document = report('transfer', rows);
  for (const { subject, value } of rows.filter(({ case: name }) => name === cases[1])) {
    const cached = rows.find((row) => row.case === cases[2] && row.subject === subject);
    document.ratios[`cached epoch vs behind the backbone, ${subject}`] = Number(
      (value / cached.value).toPrecision(4),
    );
  }
  print(document, json);
}

async function subjects(progress) {
  const folder = new URL('./transfer/', import.meta.url);
  const others = {
    'ourSubject.mjs': new URL('ourSubject.mjs', folder).pathname,
    'kerasSubject.py': new URL('kerasSubject.py', folder).pathname,
  };
  return (await trainSubjects(progress))
    .filter(({ name }) => name === 'cuaderno' || name.startsWith('keras'))
    .map((subject) => ({
      ...subject,
      command: subject.command.map((part) => others[part.split('/').at(-1)] ?? part),
    }));
}

async function measure(trainers, what) {
  const seconds = new Map(trainers.map((trainer) => [trainer, []]));
  for (const trainer of trainers)
    for (let turn = 0; turn < warmUps; turn++) await trainer.ask({ ...request, what });
  for (let turn = 0; turn < turns; turn++) {
    for (const trainer of trainers)
      seconds.get(trainer).push((await trainer.ask({ ...request, what })).seconds);
  }
  return trainers.map((trainer) => ({
    case: what,
    subject: trainer.subject.name,
    value: median(seconds.get(trainer)) * 1000,
    unit: 'ms',
    runs: turns,
  }));
}
