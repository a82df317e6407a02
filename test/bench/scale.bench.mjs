/** What a student and a submission take, for docs/scale.md: memory of a kernel that is idle, that has the library, that trains the
 *  tutorial's network, and memory and processor seconds of gradings. Linux alone: memory is what nobody else shares (PSS), over
 *  all processes; processor time is the control group's, since processes that are killed are in nobody else's.
 *  CUADERNO_BENCH_SUBMISSIONS=40 for more submissions. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { kernelEntry } from '../../dist/kernel/kernelspec/kernelspec.js';
import { KernelClient } from '../../dist/kernel/protocol/client.js';
import { ourCourse } from './grading/twins.mjs';
import { print, report } from './report.mjs';

const submissions = Number(process.env.CUADERNO_BENCH_SUBMISSIONS ?? 20);
const command = fileURLToPath(new URL('../../scripts/cuaderno.mjs', import.meta.url));
const watchMs = 100;

const imports = "import { datasets, layers, losses, models, setSeed, tf } from 'cuaderno';";
const load = 'const { train, test } = await datasets.shapes10.load();';
/** That of notebooks/en/01-cifar10.ipynb. */
const network = `
const model = models.sequential([
  layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }),
  layers.maxPooling2D({ poolSize: 2 }),
  layers.conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2D({ poolSize: 2 }),
  layers.conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
  layers.flatten(),
  layers.dense({ units: 64, activation: 'relu' }),
  layers.dense({ units: 10 }),
]);
model.compile({ optimizer: 'adam', loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });`;
const fit = 'await model.fit(train, { epochs: 2, validationData: test, verbose: 0 }); train.length;';

export async function bench({ json }) {
  if (process.platform !== 'linux') throw new Error('bench scale reads /proc, which is Linux’s.');
  const progress = stepProgress();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-bench-scale-'));
  const rows = [];
  const add = (name, value, unit) => rows.push({ case: name, subject: 'cuaderno', value, unit, runs: 1 });
  try {
    progress.step('a kernel');
    await measureKernel(folder, add);
    for (const jobs of [1, 2]) {
      progress.step(`grading with ${jobs} jobs`);
      await measureGrading(path.join(folder, `jobs${jobs}`), jobs, add);
    }
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
  print(report('scale', rows), json);
}

async function measureKernel(folder, add) {
  const kernel = await KernelClient.start({
    argv: [process.execPath, kernelEntry, '{connection_file}'],
    cwd: folder,
  });
  const watch = new Watch(kernel.pid);
  const run = async (name, code) => {
    watch.forget();
    const before = cpuSecondsOf(kernel.pid);
    const begun = performance.now();
    const { status, error } = await kernel.execute(code);
    if (status !== 'ok') throw new Error(error?.message ?? status);
    const after = cpuSecondsOf(kernel.pid);
    await delay(2000);
    add(`kernel, ${name}: memory afterwards`, memoryMiB(kernel.pid), 'MiB');
    add(`kernel, ${name}: most memory`, watch.mostMiB, 'MiB');
    add(`kernel, ${name}: processor`, after - before, 's');
    add(`kernel, ${name}: time`, (performance.now() - begun) / 1000 - 2, 's');
  };
  try {
    await delay(3000);
    add('kernel, just started: memory', memoryMiB(kernel.pid), 'MiB');
    await run('1 + 1', '1 + 1');
    await run('library imported', imports);
    await run('shapes10 loaded', load);
    await run('network made', network);
    await run('two epochs', fit);
    const idle = cpuSecondsOf(kernel.pid);
    await delay(10_000);
    add('kernel, idle for ten seconds: processor', cpuSecondsOf(kernel.pid) - idle, 's');
  } finally {
    watch.end();
    await kernel.shutdown();
  }
}

async function measureGrading(folder, jobs, add) {
  const files = await ourCourse(folder, submissions);
  const group = new ControlGroup();
  const grade = async (some) => {
    const before = group.cpuSeconds();
    const begun = performance.now();
    const args = [command, 'grade', ...some, '--assignment', folder, '--jobs', String(jobs), '--json'];
    // Waits until it is in the group.
    const script = 'read -r _; exec "$@"';
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    group.add(child.pid);
    child.stdin.end('\n');
    const watch = new Watch(child.pid);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    const [code] = await once(child, 'close');
    watch.end();
    if (code !== 0) throw new Error(`grading ended with ${code}`);
    if (JSON.parse(text).grades.some(({ earned }) => earned !== 5))
      throw new Error('not everything was earned');
    await delay(500);
    const seconds = (performance.now() - begun) / 1000 - 0.5;
    return { cpuSeconds: group.cpuSeconds() - before, seconds, mostMiB: watch.mostMiB };
  };
  try {
    await grade(files.slice(0, 1));
    const one = await grade(files.slice(0, 1));
    const all = await grade(files);
    const each = (name) => (all[name] - one[name]) / (submissions - 1);
    add(`grading, ${jobs} jobs: processor a submission`, each('cpuSeconds'), 's');
    add(`grading, ${jobs} jobs: time a submission`, each('seconds'), 's');
    add(`grading, ${jobs} jobs: processor to begin`, one.cpuSeconds - each('cpuSeconds'), 's');
    add(`grading, ${jobs} jobs: most memory`, all.mostMiB, 'MiB');
  } finally {
    group.remove();
  }
}

/** Looks at a process and all that it has started, again and again. */
class Watch {
  mostMiB = 0;
  #timer;

  constructor(pid) {
    this.#timer = setInterval(() => {
      this.mostMiB = Math.max(this.mostMiB, memoryMiB(pid));
    }, watchMs);
  }

  forget() {
    this.mostMiB = 0;
  }

  end() {
    clearInterval(this.#timer);
  }
}

/** A control group of its own (version 2, or version 1's cpuacct): needs the right to make one. */
class ControlGroup {
  #isSecond = existsSync('/sys/fs/cgroup/cgroup.controllers');
  #folder = path.join('/sys/fs/cgroup', this.#isSecond ? '' : 'cpuacct', `cuaderno-bench-${process.pid}`);

  constructor() {
    mkdirSync(this.#folder);
  }

  add(pid) {
    writeFileSync(path.join(this.#folder, 'cgroup.procs'), String(pid));
  }

  cpuSeconds() {
    const read = (name) => readFileSync(path.join(this.#folder, name), 'utf8');
    return this.#isSecond
      ? Number(/^usage_usec (\d+)/m.exec(read('cpu.stat'))[1]) / 1e6
      : Number(read('cpuacct.usage')) / 1e9;
  }

  remove() {
    rmdirSync(this.#folder);
  }
}

/** Proportional set size of a process and its descendants. */
function memoryMiB(pid) {
  try {
    const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
    return childrenOf(pid).reduce((sum, child) => sum + memoryMiB(child), own);
  } catch {
    // It has ended.
    return 0;
  }
}

/** Of a process, of those that it has waited for, and of its descendants. */
function cpuSecondsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
    return childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOf(child), own);
  } catch {
    return 0;
  }
}

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
  );
}
