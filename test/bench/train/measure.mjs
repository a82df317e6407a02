/** How fast everybody trains one network. */
import { median } from '../report.mjs';
import { Trainer } from './trainer.mjs';

/**
 * Every subject in a process of its own: once to warm up, then in turn.
 * @param request `{ case, batch, steps, label, size, width }`: the last three if they are not as usual
 */
export async function measure(subjects, request, turns) {
  const trainers = subjects.map((subject) => new Trainer(subject));
  const label = request.label ?? `${request.case}, batch ${request.batch}`;
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
