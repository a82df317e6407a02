/** How the cost of training grows with the batch, the images and the network, side by side with Keras and PyTorch: the
 *  tutorial's CNN, changed in one thing at a time. CUADERNO_BENCH_TURNS=3 measures in three turns instead of five. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { print, report } from './report.mjs';
import { measure } from './train/measure.mjs';
import { productsAlone, trainSubjects } from './train/subjects.mjs';

const usual = { case: 'cnn', batch: 32, size: 32, width: 1 };
/** Images a turn, of 32×32 and the usual width; what is larger gets as many fewer. */
const imagesATurn = 768;

const cases = [
  ...[8, 32, 128, 512].map((batch) => ({ ...usual, batch, label: `batch ${batch}` })),
  ...[48, 96].map((size) => ({ ...usual, size, label: `images ${size}×${size}` })),
  ...[0.5, 2, 4].map((width) => ({ ...usual, width, label: `${width} times as many filters` })),
];
const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 5);

export async function bench({ json }) {
  const progress = stepProgress();
  const rows = [];
  try {
    const subjects = (await trainSubjects(progress)).filter(
      ({ name }) => name !== 'eager' && name !== productsAlone,
    );
    for (const one of cases) {
      progress.step(one.label);
      const work = one.batch * (one.size / usual.size) ** 2 * Math.max(one.width, 1);
      const steps = Math.max(3, Math.round(imagesATurn / work));
      const measured = await measure(subjects, { ...one, steps }, turns);
      rows.push(...measured.filter((row) => row.case.endsWith(': samples a second')));
    }
  } finally {
    progress.end();
  }
  print(report('growth', rows), json);
}
