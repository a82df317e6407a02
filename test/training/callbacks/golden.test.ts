/** Callbacks against Keras's decisions, printed lines and files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  type Callback,
  callbacks,
  type Logs,
  layers,
  models,
  optimizers,
  tf,
} from '../../../src/index.js';
import { expectClose, goldenCase, goldenIds, goldenText, type Tolerance } from '../../goldenCases.js';

interface CallbackCase {
  args: Record<string, unknown> & { callback?: string; callbacks?: string[] };
  tolerance?: Tolerance;
  logs: Record<string, (number | string | null)[]>;
  runs?: { epoch: number; logs: Record<string, unknown> }[][];
  raises?: string;
  message?: string;
  printed_with_verbose_1?: string[];
  warnings?: string[];
  epochs_run?: number;
  stopped_epoch?: number;
  best_epoch?: number;
  best?: number | string | null;
  wait?: number;
  stopped_early?: boolean;
  restored_to_epoch?: number | null;
  learning_rate_during_epoch?: number[];
  learning_rate_after_epoch?: number[];
  learning_rate_in_logs?: (number | null)[];
  files_at_end?: string[];
  file_text?: string;
}

const exact: Tolerance = { rtol: 0, atol: 0 };
const ids = goldenIds('callbacks');
let folder: string;
let printed: string[];
let warned: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'callbacks-'));
  printed = [];
  warned = [];
  const into = (lines: string[]) => (text: string | Uint8Array) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into(printed));
  vi.spyOn(process.stderr, 'write').mockImplementation(into(warned));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** y = w·x with one weight, which the test sets to the epoch's number: it shows which epoch was restored. */
function oneWeightModel(learningRate = 0.1): models.Sequential {
  const model = models.sequential([
    layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros' }),
  ]);
  model.compile({
    optimizer: optimizers.sgd({ learningRate }),
    loss: 'meanSquaredError',
    metrics: ['accuracy'],
  });
  return model;
}

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Keras's arguments in our words: `min_lr` is `minLR`, and so on. */
function argumentsOf(args: Record<string, unknown>): Record<string, unknown> {
  const skipped = new Set([
    'callback',
    'callbacks',
    'start_learning_rate',
    'schedule',
    'filepath',
    'separator',
  ]);
  const entries = Object.entries(args).filter(([name]) => !skipped.has(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name === 'min_lr' ? 'minLR' : camelCase(name), value]),
  );
}

/** `EarlyStopping(patience=4, restore_best_weights=True)` → name and arguments. */
function parsed(text: string): { callback: string; args: Record<string, unknown> } {
  const [, callback, inside] = /^(\w+)\((.*)\)$/.exec(text) ?? [];
  const pairs = (inside ?? '').split(',').map((pair) => pair.trim().split('='));
  const value = (raw: string): unknown =>
    raw === 'True' ? true : raw === 'False' ? false : Number.isNaN(Number(raw)) ? raw : Number(raw);
  return { callback: callback!, args: Object.fromEntries(pairs.map(([name, raw]) => [name, value(raw!)])) };
}

/** The schedules that the cases describe in words. */
function scheduleOf(text: string): (epoch: number, rate: number) => number {
  if (text === "returns 'x'") return () => 'x' as unknown as number;
  const js = text
    .replace(/, a schedule of one argument$/, '')
    .replaceAll('==', '===')
    .replaceAll(' and ', ' && ')
    .replaceAll('exp(', 'Math.exp(')
    .replace(/^(.*) when (.*), else (.*)$/, '($2) ? ($1) : ($3)');
  // The text comes from the reference values, and holds arithmetic alone.
  if (!/^[\w\s.+*/()<>=?:&%-]+$/.test(js)) throw new Error(`A schedule in words that are not known: ${text}`);
  return new Function('epoch', 'lr', `return ${js};`) as (epoch: number, rate: number) => number;
}

type Made = Callback & { stoppedEpoch?: number; bestEpoch?: number; best?: number; wait?: number };

function make(name: string, args: Record<string, unknown>, golden: CallbackCase): Made {
  const given = { verbose: 1 as const, ...argumentsOf(args) };
  switch (name) {
    case 'EarlyStopping':
      return callbacks.earlyStopping(given as object);
    case 'ReduceLROnPlateau':
      return callbacks.reduceLROnPlateau(given as object);
    case 'LearningRateScheduler':
      return callbacks.learningRateScheduler(scheduleOf(String(golden.args.schedule)), { verbose: 1 });
    case 'ModelCheckpoint':
      return callbacks.modelCheckpoint({
        ...given,
        filepath: path.join(folder, String(golden.args.filepath)),
        save: async (_, file) => writeFileSync(file, ''),
      });
    default:
      throw new Error(`There is no callback ${name} yet.`);
  }
}

const made = (golden: CallbackCase): Made[] => {
  if (golden.args.callback !== undefined) return [make(golden.args.callback, golden.args, golden)];
  return golden.args.callbacks!.map((text) => {
    const { callback, args } = parsed(text);
    return make(callback, args, golden);
  });
};

/** What `fit` does with callbacks, for logs that are given. */
async function run(golden: CallbackCase, list: Made[], model: models.Sequential) {
  const epochs =
    golden.logs === undefined
      ? golden.learning_rate_during_epoch!.length
      : Object.values(golden.logs)[0]!.length;
  const optimizer = model.optimizer as unknown as { learningRate: number };
  const seen = { during: [] as number[], after: [] as number[], inLogs: [] as (number | null)[], epochs: 0 };
  for (const callback of list) callback.setModel?.(model as never);
  model.stopTraining = false;
  for (const callback of list) await callback.onTrainBegin?.();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const callback of list) await callback.onEpochBegin?.(epoch);
    seen.during.push(Math.fround(optimizer.learningRate));
    tf.tidy(() => model.setWeights([tf.tensor2d([[epoch]])]));
    const logs: Logs = {};
    for (const [name, values] of Object.entries(golden.logs ?? {})) {
      if (values[epoch] !== null) logs[name] = Number(values[epoch]);
    }
    for (const callback of list) await callback.onEpochEnd?.(epoch, logs);
    seen.after.push(Math.fround(optimizer.learningRate));
    seen.inLogs.push(logs.learning_rate ?? null);
    seen.epochs++;
    if (model.stopTraining) break;
  }
  for (const callback of list) await callback.onTrainEnd?.();
  return seen;
}

const decisions = ids.filter((id) => !/CSVLogger/.test(JSON.stringify(goldenCase<CallbackCase>(id).args)));
const files = ids.filter((id) => !decisions.includes(id));

it('finds the reference values', () => {
  expect(decisions.length).toBeGreaterThanOrEqual(20);
  expect(files.length).toBeGreaterThanOrEqual(4);
});

describe('callbacks decide as Keras', () => {
  it.each(decisions)('%s', async (id) => {
    const golden = goldenCase<CallbackCase>(id);
    const rate = golden.args.start_learning_rate as number | undefined;
    const model = oneWeightModel(rate);
    if (golden.raises !== undefined) {
      const work = async () => {
        const epochs = { ...golden, learning_rate_during_epoch: [0] };
        await run(epochs, made(golden), model);
      };
      await expect(work()).rejects.toThrow(ArgumentError);
      return;
    }
    const list = made(golden);
    const seen = await run(golden, list, model);
    const [first] = list;
    const tolerance = golden.tolerance ?? exact;
    if (golden.epochs_run !== undefined) expect(seen.epochs).toBe(golden.epochs_run);
    if (golden.stopped_epoch !== undefined) expect(first!.stoppedEpoch).toBe(golden.stopped_epoch);
    if (golden.stopped_early !== undefined) expect(model.stopTraining).toBe(golden.stopped_early);
    if (golden.best_epoch !== undefined) expect(first!.bestEpoch).toBe(golden.best_epoch);
    if (golden.best !== undefined)
      expect(first!.best).toEqual(golden.best === null ? undefined : Number(golden.best));
    if (golden.wait !== undefined) expect(first!.wait).toBe(golden.wait);
    if (golden.restored_to_epoch !== undefined) {
      expect(model.getWeights()[0]!.dataSync()[0]).toBe(golden.restored_to_epoch ?? seen.epochs - 1);
    }
    if (golden.learning_rate_during_epoch !== undefined)
      expectClose(seen.during, golden.learning_rate_during_epoch, tolerance);
    if (golden.learning_rate_after_epoch !== undefined)
      expectClose(seen.after, golden.learning_rate_after_epoch, tolerance);
    if (golden.learning_rate_in_logs?.every((value) => value !== null)) {
      expectClose(seen.inLogs as number[], golden.learning_rate_in_logs as number[], tolerance);
    }
    const inFolder = (text: string): string => text.replaceAll(folder + path.sep, '');
    if (golden.printed_with_verbose_1 !== undefined)
      expectLines(printed.map(inFolder), golden.printed_with_verbose_1);
    if (golden.warnings !== undefined)
      expect(warned.map((line) => line.replace('Warning: ', ''))).toEqual(golden.warnings);
    if (golden.files_at_end !== undefined)
      expect(readdirSync(folder).sort()).toEqual([...golden.files_at_end].sort());
  });
});

/** Lines are the same but for the last digits of a rate, which is computed by another exp. */
function expectLines(lines: readonly string[], expected: readonly string[]): void {
  const number = /\d+(\.\d+)?(e[+-]\d+)?(?=\.?$)/;
  expect(lines.map((line) => line.replace(number, '#'))).toEqual(
    expected.map((line) => line.replace(number, '#')),
  );
  for (const [index, line] of expected.entries()) {
    const [wanted, found] = [Number(number.exec(line)?.[0]), Number(number.exec(lines[index]!)?.[0])];
    if (Number.isNaN(wanted)) continue;
    if (/learning rate/.test(line)) expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * wanted);
    else expect(lines[index]).toBe(line);
  }
}

/** Whole numbers of the file, which Python writes without a point, as bigint. */
function runsOf(id: string, golden: CallbackCase): NonNullable<CallbackCase['runs']> {
  const { file } = (JSON.parse(goldenText('index.json')) as { id: string; file: string }[]).find(
    (entry) => entry.id === id,
  )!;
  const marked = goldenText(file)
    .replace(/,\s*"file_text".*$/s, '}')
    .replace(/([:,[]\s*)(-?\d+)(?=\s*[,}\]])/g, '$1"int $2"');
  const { runs } = JSON.parse(marked) as { runs: NonNullable<CallbackCase['runs']> };
  for (const [index, run] of runs.entries()) {
    for (const [at, row] of run.entries()) {
      row.epoch = golden.runs![index]![at]!.epoch;
      for (const [name, value] of Object.entries(row.logs)) {
        if (typeof value === 'string' && value.startsWith('int ')) row.logs[name] = BigInt(value.slice(4));
        else if (value === 'NaN') row.logs[name] = Number.NaN;
      }
    }
  }
  return runs;
}

describe('CSVLogger writes as Keras', () => {
  it.each(files.filter((id) => goldenCase<CallbackCase>(id).runs !== undefined))('%s', (id) => {
    const golden = goldenCase<CallbackCase>(id);
    const file = path.join(folder, 'log.csv');
    for (const [index, run] of runsOf(id, golden).entries()) {
      const logger = callbacks.csvLogger(file, {
        separator: golden.args.separator as string | undefined,
        append: index > 0,
      });
      logger.onTrainBegin();
      for (const { epoch, logs } of run) logger.onEpochEnd(epoch, logs);
    }
    expect(readFileSync(file, 'utf8')).toBe(golden.file_text);
  });

  it.each(files.filter((id) => goldenCase<CallbackCase>(id).runs === undefined))('%s', async (id) => {
    const golden = goldenCase<CallbackCase>(id);
    const { x, y, epochs, learning_rate } = golden.args as {
      x: number[];
      y: number[];
      epochs: number;
      learning_rate: number;
    };
    const model = oneWeightModel(learning_rate);
    model.compile({ optimizer: optimizers.sgd({ learningRate: learning_rate }), loss: 'meanSquaredError' });
    const file = path.join(folder, 'log.csv');
    const list = golden.args.callbacks!.map((text) => {
      if (text === 'CSVLogger') return callbacks.csvLogger(file);
      const inside = /^LearningRateScheduler\((.*)\)$/.exec(text)![1]!;
      return callbacks.learningRateScheduler(scheduleOf(inside));
    });
    const column = (values: number[]) => values.map((value) => [value]);
    await model.fit([column(x), column(y)], {
      epochs,
      batchSize: x.length,
      shuffle: false,
      callbacks: list,
      verbose: 0,
    });
    expect(readFileSync(file, 'utf8')).toBe(golden.file_text);
  });
});
