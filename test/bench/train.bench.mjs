/** Training side by side with Keras and PyTorch: the same models, optimizer and batch sizes on the same number of
 *  random samples, one epoch a turn, their turns interleaved, so that whatever else the machine does falls on all. Beside
 *  them the products of our step alone: no contestant, but the time below which no step comes that TensorFlow's kernels compute.
 *  CUADERNO_BENCH_ONLY=cnn,mlp measures these networks only, CUADERNO_BENCH_TURNS=3 in
 *  three turns instead of five, CUADERNO_BENCH_PRECISION=bfloat16 everybody's mixed precision;
 *  CUADERNO_BENCH_CHART=FILE.png draws the result. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { print, report } from './report.mjs';
import { measure } from './train/measure.mjs';
import { trainSubjects } from './train/subjects.mjs';

/** Steps a turn, so that a turn takes some seconds: what a `fit` does once is a small part of it, as with real data. */
const cases = [
  { case: 'cnn', steps: { 32: 160, 128: 60 } },
  { case: 'resnet20', steps: { 32: 40, 128: 16 } },
  { case: 'mlp', steps: { 32: 500, 128: 240 } },
  { case: 'lstm', steps: { 32: 240, 128: 120 } },
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
        const measured = await measure(subjects, { case: name, batch, steps: steps[batch] }, turns);
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
