/** What figures cost: training with a live curve next to training without one, in turns epoch by epoch so that whatever
 *  else the machine does falls on both; and the time from a figure's numbers to its picture, after the first one.
 *  CUADERNO_BENCH_TURNS=3 in three turns instead of five, CUADERNO_BENCH_EPOCHS=20 with shorter trainings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { registerDisplayHost } from '../../dist/src/display/displayHost.js';
import { datasets, layers, losses, models, plots, setSeed } from '../../dist/src/index.js';
import { drawPng } from '../../dist/src/plots/drawing/draw.js';
import { median, print, report } from './report.mjs';

const turns = Number(process.env.CUADERNO_BENCH_TURNS ?? 5);
const epochs = Number(process.env.CUADERNO_BENCH_EPOCHS ?? 100);
const pngScale = 2;

export async function bench({ json }) {
  const progress = stepProgress();
  const rows = [];
  try {
    const { train, test, classNames } = await datasets.shapes10.load({ trainLength: 1000, testLength: 200 });
    const networks = { plain: network(train.imageShape), live: network(train.imageShape) };
    progress.step(`live curve, ${epochs} epochs`);
    rows.push(...(await liveCurve(networks, train, test)));
    progress.step('figures');
    rows.push(...(await figures(networks.plain, train, test, classNames)));
  } finally {
    progress.end();
  }
  print(report('plots', rows), json);
}

function network(inputShape) {
  setSeed(1);
  const model = models.sequential([
    layers.conv2D({ filters: 16, kernelSize: 3, activation: 'relu', inputShape }),
    layers.maxPooling2D(),
    layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu' }),
    layers.flatten(),
    layers.dense({ units: 10 }),
  ]);
  model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });
  return model;
}

/** Seconds of 100 epochs with and without, by the clock and of the processor, and of how many pictures the curve was. */
async function liveCurve(networks, train, test) {
  const pictures = new Set();
  registerDisplayHost({
    display(bundle) {
      if (bundle['image/png'] !== undefined) pictures.add(bundle['image/png']);
    },
    clearOutput() {},
    interruptSignal: new AbortController().signal,
  });
  const trained = (kind, of) =>
    networks[kind].fit(train, { validationData: test, verbose: 0, epochs: 2, callbacks: [], ...of });
  await trained('plain', {});
  await trained('live', {});
  const threads = threadSeconds();
  await trained('live', { callbacks: [plots.liveHistory()] });
  // The threads that came while the first figures were drawn: the worker's, where Linux tells.
  const drawingSeconds = () =>
    [...threadSeconds()].reduce((sum, [id, used]) => sum + (threads.has(id) ? 0 : used), 0);
  pictures.clear();
  const seconds = { plain: [], live: [] };
  const processorCosts = [];
  for (let turn = 0; turn < turns; turn++) {
    const live = plots.liveHistory();
    const busyMs = timed(live);
    const gate = epochsInTurn(2);
    const [before, drawnBefore] = [process.cpuUsage(), drawingSeconds()];
    // A drawing that has begun belongs to the training that it is for, which keeps its turn until the drawing is there.
    const trainings = {
      plain: () => trained('plain', { epochs, callbacks: gate.around('plain', [], () => false) }),
      live: () =>
        trained('live', { epochs, callbacks: gate.around('live', [live], () => live.drawing !== undefined) }),
    };
    // Neither always begins.
    const order = turn % 2 === 0 ? ['plain', 'live'] : ['live', 'plain'];
    await Promise.all(order.map((kind) => trainings[kind]()));
    const { user, system } = process.cpuUsage(before);
    const cost = drawingSeconds() - drawnBefore + busyMs() / 1000;
    processorCosts.push((100 * cost) / (((user + system) / 1e6 - cost) / 2));
    for (const kind of order) seconds[kind].push(gate.seconds[kind]);
  }
  const costs = seconds.live.map((live, turn) => (100 * (live - seconds.plain[turn])) / seconds.plain[turn]);
  return [
    {
      case: `${epochs} epochs without`,
      subject: 'plain',
      value: median(seconds.plain),
      unit: 's',
      runs: seconds.plain,
    },
    {
      case: `${epochs} epochs with live curve`,
      subject: 'cuaderno',
      value: median(seconds.live),
      unit: 's',
      runs: seconds.live,
    },
    {
      case: 'live curve, of training time',
      subject: 'cuaderno',
      value: median(costs),
      unit: '%',
      runs: costs,
    },
    ...(threads.size > 0
      ? [
          {
            case: 'live curve, of processor time',
            subject: 'cuaderno',
            value: median(processorCosts),
            unit: '%',
            runs: processorCosts,
          },
        ]
      : []),
    {
      case: 'different pictures meanwhile',
      subject: 'cuaderno',
      value: pictures.size / turns,
      unit: '',
      runs: [pictures.size],
    },
  ];
}

/** Trainings that run at once and take turns epoch by epoch, each with a clock of its own: the machine's speed drifts by
 *  more than a curve costs within a training, and by less within an epoch. */
function epochsInTurn(count) {
  const seconds = {};
  let whose;
  let open;
  let missing = count;
  const all = new Promise((resolve) => {
    open = resolve;
  });
  // What a training does before its first epoch is in no other's time.
  const begin = async (kind) => {
    missing--;
    if (missing === 0) open();
    await all;
    await take(kind);
  };
  const waiting = new Map();
  const started = {};
  const take = async (kind) => {
    if (whose === kind) return;
    if (whose !== undefined) await new Promise((resolve) => waiting.set(kind, resolve));
    whose = kind;
    started[kind] = performance.now();
  };
  const give = (kind) => {
    seconds[kind] = (seconds[kind] ?? 0) + (performance.now() - started[kind]) / 1000;
    const [next] = waiting;
    // Whoever waits has the turn from here on; nobody slips in between.
    whose = next?.[0];
    if (next === undefined) return;
    waiting.delete(next[0]);
    next[1]();
  };
  const nothing = async () => {};
  const idle = {
    setParams() {},
    setModel() {},
    onTrainBegin: nothing,
    onEpochBegin: nothing,
    onBatchEnd: nothing,
    onEpochEnd: nothing,
    onTrainEnd: nothing,
  };
  return {
    seconds,
    around(kind, callbacks, isBusy) {
      const first = {
        ...idle,
        onTrainBegin: () => begin(kind),
        onEpochBegin: () => take(kind),
        onTrainEnd: () => take(kind),
      };
      const last = {
        ...idle,
        onEpochEnd: async () => {
          if (!isBusy()) give(kind);
        },
        onTrainEnd: async () => give(kind),
      };
      return [first, ...callbacks, last];
    },
  };
}

/** Processor seconds of each thread of this process, by its number; none where the system does not tell. */
function threadSeconds() {
  const folder = '/proc/self/task';
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((id) => {
      // After the name in brackets: user and system time are the 12th and the 13th field, in hundredths of a second.
      const fields = readFileSync(`${folder}/${id}/stat`, 'utf8').split(') ')[1].split(' ');
      return [id, (Number(fields[11]) + Number(fields[12])) / 100];
    }),
  );
}

/** Has the callback count the milliseconds that its methods keep the main thread; asks for them. */
function timed(callback) {
  let busyMs = 0;
  for (const name of ['onTrainBegin', 'onEpochBegin', 'onBatchEnd', 'onEpochEnd', 'onTrainEnd']) {
    const method = callback[name].bind(callback);
    callback[name] = (...args) => {
      const started = performance.now();
      const answer = method(...args);
      busyMs += performance.now() - started;
      return answer;
    };
  }
  return () => busyMs;
}

/** Milliseconds from the call to the PNG, for figures of every kind. */
async function figures(model, train, test, classNames) {
  const history = await model.fit(train, { epochs: 3, validationData: test, verbose: 0 });
  const logits = await model.predict(test);
  const { x } = test.take(1).toTensors();
  const image = Array.from({ length: 4 }, (_, row) => [row, 1, 2, 3]);
  const make = {
    history: () => plots.history(history),
    imageGrid: () => plots.imageGrid(train.take(25), { classNames }),
    predictionGrid: () =>
      plots.predictionGrid(test.take(10), logits.slice([0, 0], [10, 10]), { fromLogits: true }),
    confusionMatrix: () => plots.confusionMatrix(test, logits),
    filters: () => plots.filters(model),
    featureMaps: () => plots.featureMaps(model, x),
    gradCam: () => plots.gradCam(model, x, { classNames }),
    receptiveField: () => plots.receptiveField(model, x),
    showConvolution: () =>
      plots.showConvolution(
        image,
        [
          [1, 0],
          [2, 1],
        ],
        { padding: 1 },
      ),
    showGradientDescent: () => plots.showGradientDescent({ steps: 60 }),
  };
  await drawPng(make.history(), pngScale);
  const rows = [];
  for (const [name, figure] of Object.entries(make)) {
    const runs = [];
    for (let turn = 0; turn < turns; turn++) {
      const started = performance.now();
      await drawPng(figure(), pngScale);
      runs.push(performance.now() - started);
    }
    rows.push({ case: name, subject: 'cuaderno', value: median(runs), unit: 'ms', runs });
  }
  return rows;
}
