/** Training side by side with Keras and PyTorch: the same models, optimizer and batch sizes on the same number of
 *  random samples, one epoch a turn, their turns interleaved, so that whatever else the machine does falls on all.
 *  CUADERNO_BENCH_ONLY=cnn,mlp measures these networks only, CUADERNO_BENCH_TURNS=3 in
 *  three turns instead of five, CUADERNO_BENCH_PRECISION=bfloat16 everybody's mixed precision;
 *  CUADERNO_BENCH_CHART=FILE.png draws the result. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { median, print, report } from './report.mjs';
import { trainSubjects } from './train/subjects.mjs';
import { Trainer } from './train/trainer.mjs';

/** Steps a turn, so that a turn takes a second or two. */
const cases = [
  { case: 'cnn', steps: { 32: 80, 128: 30 } },
  { case: 'resnet20', steps: { 32: 20, 128: 8 } },
  { case: 'mlp', steps: { 32: 250, 128: 120 } },
  { case: 'lstm', steps: { 32: 120, 128: 60 } },
];
const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 5);

export async function bench({ json }) {
  const progress = stepProgress();
  const rows = [];
  try {
    const subjects = await trainSubjects(progress, process.env.CUADERNO_BENCH_PRECISION);
    const only = process.env.CUADERNO_BENCH_ONLY?.split(',');
    for (const { case: name, steps } of cases.filter(
      (one) => only === undefined || only.includes(one.case),
    )) {
      for (const batch of [32, 128]) {
        progress.step(`${name}, batch ${batch}`);
        const measured = await measure(subjects, { case: name, batch, steps: steps[batch] });
        rows.push(...measured);
        tell(measured);
      }
    }
  } finally {
    progress.end();
  }
  const document = report('train', rows);
  if (process.env.CUADERNO_BENCH_CHART) {
    // Not before: the library sets TensorFlow's environment, which the peers would inherit.
    const { drawChart } = await import('./train/chart.mjs');
    await drawChart(document, process.env.CUADERNO_BENCH_CHART);
  }
  print(document, json);
}

/** What a case gave, while the others are still running. */
function tell(rows) {
  const steps = rows.filter((row) => row.case.endsWith(': step'));
  const parts = steps.map(({ subject, value }) => `${subject} ${value.toFixed(2)}`);
  process.stderr.write(`${steps[0].case}, ms: ${parts.join(', ')}\n`);
}

/** Every subject in a process of its own: once to warm up, then in turn. */
async function measure(subjects, request) {
  const trainers = subjects.map((subject) => new Trainer(subject));
  const label = `${request.case}, batch ${request.batch}`;
  const rows = [];
  const perStep = new Map(trainers.map((trainer) => [trainer, []]));
  const peak = new Map();
  try {
    for (const trainer of trainers) {
      await trainer.start();
      const first = await trainer.ask({ ...request, what: 'first step' });
      rows.push(row(`${label}: first step`, trainer, first.seconds * 1000, 'ms', 1));
      await trainer.ask({ ...request, what: 'epoch' });
    }
    for (let turn = 0; turn < turns; turn++) {
      for (const trainer of trainers) {
        const { seconds, peakMiB } = await trainer.ask({ ...request, what: 'epoch' });
        perStep.get(trainer).push((seconds * 1000) / request.steps);
        peak.set(trainer, peakMiB);
      }
    }
  } finally {
    await Promise.all(trainers.map((trainer) => trainer.end()));
  }
  for (const trainer of trainers) {
    const stepMs = median(perStep.get(trainer));
    rows.push(row(`${label}: step`, trainer, stepMs, 'ms', turns));
    rows.push(row(`${label}: samples a second`, trainer, (request.batch / stepMs) * 1000, '1/s', turns));
    rows.push(row(`${label}: peak memory`, trainer, peak.get(trainer), 'MiB', 1));
  }
  return rows;
}

function row(name, { subject }, value, unit, runs) {
  return { case: name, subject: subject.name, value, unit, runs };
}
