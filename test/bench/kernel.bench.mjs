/** Kernels side by side, all driven by the same client, their turns interleaved, so that whatever else the machine does
 *  falls on all of them: start, latency, completion, output, memory; and, of ours, what is answered while a cell
 *  trains. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { Contestant } from './contestant.mjs';
import { kernelSubjects, lines } from './kernelSubjects.mjs';
import { median, print, quantile, report } from './report.mjs';
import { residentMiB } from './residentMemory.mjs';
import { measureWhileTraining } from './whileTraining.mjs';

const starts = 7;
const latencyRuns = 200;
const warmUpRuns = 10;
const completionRuns = 50;
const lineRuns = 3;
const memoryCells = [100, 1000];

export async function bench({ json }) {
  const progress = stepProgress();
  const subjects = await kernelSubjects(progress);
  // Inside the clone, for tslab finds packages from the notebook's folder only.
  const place = path.resolve(import.meta.dirname, '..', '..', '.cuaderno');
  await mkdir(place, { recursive: true });
  const folder = await mkdtemp(path.join(place, 'bench-'));
  const rows = [];
  const add = (name, { subject }, values, unit, summarize = median) => {
    if (values.length > 0)
      rows.push({ case: name, subject: subject.name, value: summarize(values), unit, runs: values.length });
  };
  try {
    progress.step('start to ready');
    await measureStart(subjects, folder, add);
    const kernels = await startAll(subjects, folder);
    try {
      progress.step('a trivial cell');
      await measureLatency(kernels, 'trivial cell', ({ subject }) => subject.trivial, add);
      progress.step('completion');
      await measureCompletion(kernels, add);
      progress.step('a cell after the library was imported');
      await measureWithLibrary(kernels, add);
      progress.step('answers while a cell trains');
      await measureWhileTraining(kernels[0], add);
    } finally {
      await endAll(kernels);
    }
    progress.step(`${lines} lines`);
    await measureLines(subjects, folder, add);
    progress.step('memory after 1,000 cells');
    await measureMemory(subjects, folder, add);
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
  print(report('kernel', rows), json);
}

async function startAll(subjects, folder) {
  const kernels = subjects.map((subject) => new Contestant(subject, folder));
  for (const kernel of kernels) await kernel.start();
  return kernels;
}

function endAll(kernels) {
  return Promise.all(kernels.map((kernel) => kernel.end()));
}

/** Each takes one turn after the other; returns what they gave, those that gave nothing left out. */
async function interleaved(kernels, runs, turn) {
  const values = new Map(kernels.map((kernel) => [kernel, []]));
  for (let run = 0; run < runs; run++) {
    for (const kernel of kernels) {
      const value = await turn(kernel, run);
      if (value !== undefined) values.get(kernel).push(value);
    }
  }
  return values;
}

async function measureStart(subjects, folder, add) {
  const kernels = subjects.map((subject) => new Contestant(subject, folder));
  const first = new Map(kernels.map((kernel) => [kernel, []]));
  const times = await interleaved(kernels, starts, async (kernel) => {
    const readyMs = await kernel.start();
    const cellMs = await kernel.run(kernel.subject.trivial(1));
    if (cellMs !== undefined) first.get(kernel).push(readyMs + cellMs);
    await kernel.end();
    return readyMs;
  });
  for (const kernel of kernels) {
    add('start to ready', kernel, times.get(kernel), 'ms');
    add('start to first result', kernel, first.get(kernel), 'ms');
  }
}

/** The first ten, while compilers warm up, do not count. */
async function measureLatency(kernels, name, cellOf, add) {
  const times = await interleaved(kernels, latencyRuns + warmUpRuns, async (kernel, run) => {
    const tookMs = await kernel.run(cellOf(kernel)(run));
    return run < warmUpRuns ? undefined : tookMs;
  });
  for (const kernel of kernels.filter(({ failed }) => !failed)) {
    add(`${name}, p50`, kernel, times.get(kernel), 'ms');
    add(`${name}, p99`, kernel, times.get(kernel), 'ms', (values) => quantile(values, 0.99));
  }
}

/** tslab with tfjs's own types is the nearest that it has; the others have no library to read the types of. */
async function measureWithLibrary(kernels, add) {
  const typed = [];
  for (const kernel of kernels.filter(({ subject }) => subject.library)) {
    if ((await kernel.run(kernel.subject.library)) !== undefined) typed.push(kernel);
  }
  await measureLatency(typed, 'cell with the library', () => (n) => `x.shape[0]! + ${n}`, add);
}

async function measureCompletion(kernels, add) {
  for (const kernel of kernels) await kernel.run(kernel.subject.setUp);
  const times = await interleaved(kernels, completionRuns, (kernel) => {
    const { completion: code, completed } = kernel.subject;
    return kernel.ask('complete_request', { code, cursor_pos: code.length }, ({ matches = [] }) => {
      if (!matches.some((match) => match.includes(completed)))
        throw new Error(`${code} is completed with ${JSON.stringify(matches)}`);
    });
  });
  for (const kernel of kernels) add('completion, p50', kernel, times.get(kernel), 'ms');
}

/** Each in a kernel of its own: one that loses lines, or does not end in time, has no value and is told of. */
async function measureLines(subjects, folder, add) {
  const expected = Array.from({ length: lines }, (_, line) => `line ${line}\n`).join('');
  const kernels = subjects.map((subject) => new Contestant(subject, folder));
  const times = await interleaved(kernels, lineRuns, async (kernel) => {
    const parts = [];
    await kernel.start();
    // What the kernel loads for its first cell is measured at its start.
    await kernel.run(kernel.subject.trivial(1));
    const tookMs = await kernel.run(kernel.subject.lines, ({ type, content }) => {
      if (type === 'stream') parts.push(content.text);
    });
    await kernel.end();
    if (parts.join('') === expected) return tookMs;
    process.stderr.write(
      `cuaderno: ${kernel.subject.name} gave ${parts.join('').length} characters of ${lines} lines\n`,
    );
    return undefined;
  });
  for (const kernel of kernels) add(`${lines} lines`, kernel, times.get(kernel), 'ms');
}

/** Cells that each declare a name, as students' do. The kernel's whole process, threads included. */
async function measureMemory(subjects, folder, add) {
  const kernels = await startAll(subjects, folder);
  const [few, many] = memoryCells;
  const memory = new Map(kernels.map((kernel) => [kernel, new Map()]));
  try {
    await interleaved(kernels, many, async (kernel, run) => {
      await kernel.run(kernel.subject.variable(run + 1));
      if (memoryCells.includes(run + 1) && !kernel.failed)
        memory.get(kernel).set(run + 1, residentMiB(kernel.client.pid));
    });
    for (const kernel of kernels) {
      const [before, after] = [memory.get(kernel).get(few), memory.get(kernel).get(many)];
      if (after === undefined) continue;
      add(`memory after ${few} cells`, kernel, [before], 'MiB');
      add(`memory after ${many} cells`, kernel, [after], 'MiB');
      add(`memory, ${many} cells over ${few}`, kernel, [after / before], '×');
      add(`of ${many} cells, ends that were never told`, kernel, [kernel.lost], 'cells');
    }
  } finally {
    await endAll(kernels);
  }
}
