/** Kernels side by side, all driven by the same client, their turns interleaved, so that whatever else the machine does
 *  falls on all of them: start, latency, completion, output, memory. Deno's kernel is left out: Deno cannot be installed
 *  from npm, PyPI or Debian without a download of its own. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { KernelClient } from '../../dist/kernel/protocol/client.js';
import { kernelCommand } from '../../dist/kernel/runner/kernelCommand.js';
import { ensurePeers } from './peers.bench.mjs';
import { median, print, quantile, report } from './report.mjs';

const starts = 5;
const latencyRuns = 200;
const completionRuns = 50;
const lineRuns = 3;
const lines = 100_000;
const linesLimitMs = 20_000;
const cellLimitMs = 30_000;

export async function bench({ json }) {
  const progress = stepProgress();
  const subjects = await findSubjects(progress);
  // Inside the clone, for tslab finds packages from the notebook's folder only.
  const place = path.resolve(import.meta.dirname, '..', '..', '.cuaderno');
  await mkdir(place, { recursive: true });
  const folder = await mkdtemp(path.join(place, 'bench-'));
  const rows = [];
  const add = (name, subject, values, unit, summarize = median) =>
    rows.push({ case: name, subject: subject.name, value: summarize(values), unit, runs: values.length });
  try {
    progress.step('start to ready');
    await measureStart(subjects, folder, add);
    const kernels = await startAll(subjects, folder);
    try {
      progress.step('a trivial cell');
      await measureLatency(kernels, 'trivial cell', ({ trivial }) => trivial, add);
      progress.step('completion');
      await measureCompletion(kernels, add);
      progress.step('a cell after the library was imported');
      await measureWithLibrary(kernels, add);
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

async function findSubjects(progress) {
  const tslab = createRequire(import.meta.url).resolve('tslab/package.json');
  const { python } = await ensurePeers(progress);
  const typescript = {
    trivial: (n) => `${n} + 1`,
    variable: (n) => `const value${n} = [${n}, 2, 3].map((x) => x * 2); value${n}.length`,
    setUp: 'const numbers = [1, 2, 3];',
    completion: 'numbers.fl',
    completed: 'flatMap',
    lines: `for (let line = 0; line < ${lines}; line++) console.log(\`line \${line}\`);`,
  };
  return [
    {
      name: 'cuaderno',
      argv: kernelCommand(),
      ...typescript,
      library: "import { layers, tf } from 'cuaderno';\nconst x = tf.ones([2, 2]);",
    },
    {
      name: 'tslab',
      argv: [
        process.execPath,
        path.join(path.dirname(tslab), 'bin', 'tslab'),
        'kernel',
        '--config-path',
        '{connection_file}',
      ],
      ...typescript,
      library: "import * as tf from '@tensorflow/tfjs';\nconst x = tf.ones([2, 2]);",
    },
    {
      name: 'ipykernel',
      argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
      trivial: (n) => `${n} + 1`,
      variable: (n) => `value${n} = [x * 2 for x in [${n}, 2, 3]]; len(value${n})`,
      setUp: 'numbers = [1, 2, 3]',
      completion: 'numbers.app',
      completed: 'append',
      lines: `for line in range(${lines}): print(f'line {line}')`,
    },
  ];
}

function startKernel({ argv }, folder) {
  return KernelClient.start({ argv, cwd: folder });
}

async function startAll(subjects, folder) {
  const kernels = [];
  for (const subject of subjects) kernels.push({ ...subject, client: await startKernel(subject, folder) });
  return kernels;
}

function endAll(kernels) {
  return Promise.all(kernels.filter(({ failed }) => !failed).map(({ client }) => client.shutdown()));
}

async function measureStart(subjects, folder, add) {
  const times = new Map(subjects.map((subject) => [subject, []]));
  for (let run = 0; run < starts; run++) {
    for (const subject of subjects) {
      const begunMs = performance.now();
      const client = await startKernel(subject, folder);
      times.get(subject).push(performance.now() - begunMs);
      await client.shutdown();
    }
  }
  for (const subject of subjects) add('start to ready', subject, times.get(subject), 'ms');
}

/** Every kernel runs a cell in turn; the first ten, while their compilers warm up, do not count. */
async function measureLatency(kernels, name, cellOf, add) {
  const warmUp = 10;
  const times = new Map(kernels.map((kernel) => [kernel, []]));
  for (let run = 0; run < latencyRuns + warmUp; run++) {
    for (const kernel of kernels) {
      const begunMs = performance.now();
      const ran = await takeTurn(kernel, cellOf(kernel)(run));
      if (ran && run >= warmUp) times.get(kernel).push(performance.now() - begunMs);
    }
  }
  for (const kernel of kernels.filter(({ failed }) => !failed)) {
    add(`${name}, p50`, kernel, times.get(kernel), 'ms');
    add(`${name}, p99`, kernel, times.get(kernel), 'ms', (values) => quantile(values, 0.99));
  }
}

/** tslab with tfjs's own types is the nearest that it has; ipykernel has no types to read and is left out. */
async function measureWithLibrary(kernels, add) {
  const typed = [];
  for (const kernel of kernels.filter((each) => each.library && !each.failed)) {
    const { status } = await kernel.client.execute(kernel.library);
    if (status === 'ok') typed.push(kernel);
    else process.stderr.write(`cuaderno: ${kernel.name} could not run: ${kernel.library}\n`);
  }
  await measureLatency(typed, 'cell with the library', () => (n) => `x.shape[0]! + ${n}`, add);
}

async function measureCompletion(kernels, add) {
  const times = new Map(kernels.map((kernel) => [kernel, []]));
  for (const kernel of kernels) await takeTurn(kernel, kernel.setUp);
  const ready = kernels.filter(({ failed }) => !failed);
  for (let run = 0; run < completionRuns; run++) {
    for (const kernel of ready) {
      const { completion: code, completed } = kernel;
      const begunMs = performance.now();
      const reply = await kernel.client.request('shell', 'complete_request', {
        code,
        cursor_pos: code.length,
      });
      times.get(kernel).push(performance.now() - begunMs);
      const { matches } = reply.content;
      if (!matches.some((match) => match.includes(completed)))
        throw new Error(`${kernel.name} completes ${code} with ${JSON.stringify(matches)}.`);
    }
  }
  for (const kernel of ready) add('completion, p50', kernel, times.get(kernel), 'ms');
}

/** Each in a kernel of its own: one that loses lines, or does not end in time, has no value and is told of. */
async function measureLines(subjects, folder, add) {
  const times = new Map(subjects.map((subject) => [subject, []]));
  const expected = Array.from({ length: lines }, (_, line) => `line ${line}\n`).join('');
  const failed = new Set();
  for (let run = 0; run < lineRuns; run++) {
    for (const subject of subjects.filter((each) => !failed.has(each))) {
      const client = await startKernel(subject, folder);
      const parts = [];
      const begunMs = performance.now();
      const limit = setTimeout(() => void client.kill(), linesLimitMs);
      try {
        await mustExecute({ ...subject, client }, subject.lines, ({ type, content }) => {
          if (type === 'stream') parts.push(content.text);
        });
        if (parts.join('') !== expected) throw new Error(`${parts.join('').length} characters came`);
        times.get(subject).push(performance.now() - begunMs);
      } catch (error) {
        failed.add(subject);
        process.stderr.write(
          `cuaderno: ${subject.name} did not give ${lines} lines in ${linesLimitMs / 1000} s: ${error.message}\n`,
        );
      } finally {
        clearTimeout(limit);
        await client.kill();
      }
    }
  }
  for (const subject of subjects) {
    if (!failed.has(subject)) add(`${lines} lines`, subject, times.get(subject), 'ms');
  }
}

/** Cells that each declare a name, as students' do. The kernel's whole process, threads included. */
async function measureMemory(subjects, folder, add) {
  const kernels = await startAll(subjects, folder);
  try {
    for (let cell = 1; cell <= 1000; cell++) {
      for (const kernel of kernels) {
        if (!(await takeTurn(kernel, kernel.variable(cell)))) continue;
        if (cell === 100) kernel.after100 = residentMiB(kernel.client.pid);
        if (cell === 1000) kernel.after1000 = residentMiB(kernel.client.pid);
      }
    }
    for (const kernel of kernels) {
      if (kernel.after1000 === undefined) continue;
      add('memory after 100 cells', kernel, [kernel.after100], 'MiB');
      add('memory after 1,000 cells', kernel, [kernel.after1000], 'MiB');
      add('memory, 1,000 cells over 100', kernel, [kernel.after1000 / kernel.after100], '×');
    }
  } finally {
    await endAll(kernels);
  }
}

/** Of the process and its children: tslab's kernel has one. Linux alone tells it. */
function residentMiB(pid) {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children
    .split(' ')
    .filter(Boolean)
    .reduce((sum, child) => sum + residentMiB(child), own);
}

/** Runs a cell of a kernel in its turn. A peer that fails, or never ends the cell, is told of, ended, and has no value
 *  from there on; a failure of ours ends the benchmark.
 *  @returns whether it ran */
async function takeTurn(kernel, code) {
  if (kernel.failed) return false;
  try {
    await mustExecute(kernel, code);
    return true;
  } catch (error) {
    if (kernel.name === 'cuaderno') throw error;
    kernel.failed = true;
    process.stderr.write(`cuaderno: left out from here on: ${error.message}\n`);
    await kernel.client.kill();
    return false;
  }
}

/** A kernel that never ends a cell is killed, so that it does not hold the others up for ever. */
async function mustExecute({ name, client }, code, onMessage) {
  const limit = setTimeout(() => void client.kill(), cellLimitMs);
  try {
    const { status, error } = await client.execute(code, { onMessage });
    if (status !== 'ok') throw new Error(error?.message ?? status);
  } catch (error) {
    throw new Error(`${name} failed at ${code}: ${error.message}`, { cause: error });
  } finally {
    clearTimeout(limit);
  }
}
