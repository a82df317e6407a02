/** What every benchmark prints. */
import os from 'node:os';

/** The middle value, or the mean of the two middle ones. */
export function median(values) {
  return quantile(values, 0.5);
}

/** With linear interpolation between the two nearest values, as NumPy's. */
export function quantile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

/**
 * @param rows `{ case, subject, value, unit, runs }`; less is better, but for rates (`1/s`, `1/min`)
 * @returns the document, with how many times better we are as the ratio of every case that both have
 */
export function report(bench, rows) {
  const ratios = {};
  for (const peer of rows.filter(({ subject }) => subject !== 'cuaderno')) {
    const ours = rows.find((row) => row.subject === 'cuaderno' && row.case === peer.case);
    if (!ours) continue;
    const timesLess = peer.value / ours.value;
    ratios[`${peer.case} vs ${peer.subject}`] = round(peer.unit.startsWith('1/') ? 1 / timesLess : timesLess);
  }
  const [cpu] = os.cpus();
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryMiB: Math.round(os.totalmem() / 2 ** 20),
    loadAverage: round(os.loadavg()[0]),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
  };
  return { bench, machine, rows: rows.map((row) => ({ ...row, value: round(row.value) })), ratios };
}

/** The document for machines, or a table for people. */
export function print(document, json) {
  if (json) {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const { machine, rows, ratios } = document;
  process.stdout.write(`${machine.cpu}, ${machine.cores} cores, load ${machine.loadAverage}\n`);
  for (const row of rows) {
    const ratio = ratios[`${row.case} vs ${row.subject}`];
    process.stdout.write(
      `${row.case.padEnd(36)} ${row.subject.padEnd(10)} ${String(row.value).padStart(10)} ${row.unit.padEnd(4)} ` +
        `${ratio === undefined ? '' : `cuaderno is ${ratio}× as good`}\n`,
    );
  }
}

function round(value) {
  return Number(value.toPrecision(4));
}
