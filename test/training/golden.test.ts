/** Training against Keras's own: steps on given batches, and `fit`. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { losses, tf } from '../../src/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';
import {
  batch,
  changedWeights,
  compile,
  expectWeights,
  optimizerOf,
  shared,
  startModel,
  type TrainingArgs,
  weightValues,
} from './goldenTraining.js';

interface Documented {
  steps: Record<string, number>[];
  unchanged: string[];
  weights_after: Record<string, GoldenArray>;
}

interface StepsCase extends Partial<Documented> {
  args: TrainingArgs & Record<string, unknown>;
  tolerance: Tolerance;
  steps: Record<string, number>[];
  changed?: string[];
  changed_after_the_freeze?: string[];
  predict_batch0_after?: GoldenArray;
  documented?: Documented;
}

interface FitCase {
  args: TrainingArgs & {
    batch_size: number;
    epochs: number;
    shuffle: boolean;
    validation_data?: string;
    validation_split?: number;
    validation_freq?: number;
    initial_epoch?: number;
  };
  tolerance: Tolerance;
  history: Record<string, number[]>;
  history_keys: string[];
  epoch: number[];
  params: { epochs: number; steps: number };
  evaluate_on_validation: { batch_size: number; accuracy: number; loss: number };
  weights_after: Record<string, GoldenArray>;
}

interface FitData {
  x: GoldenArray;
  y: GoldenArray;
  validation_x: GoldenArray;
  validation_y: GoldenArray;
  sample_weight: GoldenArray;
}

const ids = goldenIds('training');
const stepIds = ids.filter((id) => 'steps' in goldenCase<object>(id));
const fitIds = ids.filter((id) => 'history' in goldenCase<object>(id));

afterEach(() => vi.restoreAllMocks());

it('finds the reference values', () => {
  expect(stepIds.length).toBeGreaterThanOrEqual(10);
  expect(fitIds.length).toBeGreaterThanOrEqual(5);
});

/** `steps 5-9: backbone.trainable=True, compiled again with RMSprop(0.002)` at step 5, `set after 2 steps` at step 2. */
function applyChanges(
  trained: ReturnType<typeof startModel>,
  args: StepsCase['args'],
  step: number,
): boolean {
  const freeze = args['backbone.trainable'];
  const late = /^False, set after (\d+) steps/.exec(String(freeze));
  if (late !== null && Number(late[1]) === step) {
    trained.backbone.trainable = false;
    return true;
  }
  for (const [key, value] of Object.entries(args)) {
    const range = /^steps (\d+)-\d+$/.exec(key);
    if (range === null || Number(range[1]) !== step) continue;
    const text = String(value);
    trained.backbone.trainable = text.includes('trainable=True');
    const [, optimizer, rate] = /(\w+)\(([\d.e-]+)\)/.exec(text) ?? [];
    const own = optimizer === undefined ? {} : { optimizer, learning_rate: Number(rate) };
    compile(trained, { ...args, ...own });
  }
  return false;
}

describe('training on batches agrees with Keras', () => {
  it.each(stepIds)('%s', async (id) => {
    const golden = goldenCase<StepsCase>(id);
    const { args, tolerance } = golden;
    const expected = golden.documented ?? golden;
    const trained = startModel(args);
    for (const name of args.frozen ?? []) trained.backbone.getLayer(name).trainable = false;
    if (args['backbone.trainable'] === false) trained.backbone.trainable = false;
    compile(trained, args);
    if (/^False, set after compile/.test(String(args['backbone.trainable'])))
      trained.backbone.trainable = false;
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const start = weightValues(trained);
    let atFreeze: Map<string, Float32Array> | undefined;
    for (const [step, values] of expected.steps!.entries()) {
      if (applyChanges(trained, args, step)) atFreeze = weightValues(trained);
      const [x, y, weights] = batch(step, args);
      const logs = await trained.model.trainOnBatch(x, y, weights);
      tf.dispose([x, y, weights ?? []]);
      expect(Object.keys(logs)).toEqual(Object.keys(values));
      expectClose(Object.values(logs), Object.values(values), tolerance);
    }
    if (expected.weights_after !== undefined) expectWeights(trained, expected.weights_after, tolerance);
    const changed = changedWeights(trained, start);
    if (golden.documented !== undefined) {
      expect(changed).toEqual(golden.changed!.filter((name) => !golden.documented!.unchanged.includes(name)));
    } else if (golden.changed !== undefined) expect(changed).toEqual(golden.changed);
    if (golden.changed_after_the_freeze !== undefined) {
      expect(changedWeights(trained, atFreeze!)).toEqual(golden.changed_after_the_freeze);
      expect(stderr.mock.calls.flat().join('')).toContain('Call model.compile(…) again.');
    }
    if (golden.predict_batch0_after !== undefined && golden.documented === undefined) {
      const [x, y] = batch(0, {});
      const output = await trained.model.predict(x);
      expectClose(output.dataSync(), numbersOf(golden.predict_batch0_after), tolerance);
      tf.dispose([x, y, output]);
    }
  });
});

describe('fit agrees with Keras', () => {
  it.each(fitIds)('%s', async (id) => {
    const golden = goldenCase<FitCase>(id);
    const data = goldenCase<FitData>('training/fit_data');
    const { args, tolerance } = golden;
    const trained = startModel(args);
    trained.model.compile({
      optimizer: optimizerOf(args),
      loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: args.metrics ?? [],
    });
    const validation = [tensorOf(data.validation_x), tensorOf(data.validation_y)] as const;
    const history = await trained.model.fit([tensorOf(data.x), tensorOf(data.y)], {
      batchSize: args.batch_size,
      epochs: args.epochs,
      initialEpoch: args.initial_epoch,
      shuffle: args.shuffle,
      validationData: args.validation_data === undefined ? undefined : validation,
      validationSplit: args.validation_split,
      validationFreq: args.validation_freq,
      classWeight: args.class_weight,
      sampleWeight: args.sample_weight === undefined ? undefined : tensorOf(data.sample_weight),
      verbose: 0,
    });
    expect(history.epoch).toEqual(golden.epoch);
    expect(Object.keys(history.history)).toEqual(golden.history_keys);
    expect(history.params).toMatchObject({ epochs: golden.params.epochs, steps: golden.params.steps });
    for (const name of golden.history_keys) {
      expectClose(history.history[name]!, golden.history[name]!, tolerance);
    }
    expectWeights(trained, golden.weights_after, tolerance);
    const { batch_size: batchSize, ...expected } = golden.evaluate_on_validation;
    const measured = await trained.model.evaluate(validation, { batchSize });
    expect(Object.keys(measured)).toEqual(Object.keys(expected));
    expectClose(Object.values(measured), Object.values(expected), tolerance);
  });
});

it('every training case but those of metrics is one of these', () => {
  const others = ids.filter((id) => !stepIds.includes(id) && !fitIds.includes(id));
  expect(others.filter((id) => !/data$|metric/.test(id))).toEqual([]);
  expect(shared.input_shape).toHaveLength(3);
});
