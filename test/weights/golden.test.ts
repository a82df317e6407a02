/** Model files that real Keras wrote, against the outputs that real Keras computed from them. */
import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { models, type Tensor, tf } from '../../src/index.js';
import { layerPlaces } from '../../src/weights/keras3Layout.js';
import { shortName } from '../../src/weights/placements.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  goldenPath,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';
import { leaves } from '../tensorCount.js';
import { resNet50 } from './resNet50.js';

interface LayerRow {
  name: string;
  class: string;
  output_shape: (number | null)[];
  params: number;
}

interface ModelCase {
  args: { file?: string; format?: string; filters?: number[]; blocks?: number[] };
  tolerance: Tolerance;
  input?: GoldenArray;
  input_note?: string;
  same_as?: string;
  output?: GoldenArray;
  features?: GoldenArray;
  config?: object;
  weights?: { layer: string; name: string; value: GoldenArray }[];
  layers?: LayerRow[];
  totals?: { total: number; trainable: number; non_trainable: number };
  paths?: [path: string, weight: string, shape: number[]][];
}

const ids = goldenIds('models');
const cases = ids.map((id) => ({ id, golden: goldenCase<ModelCase>(id) }));
const withFiles = cases.filter(({ golden }) => golden.args.file !== undefined).map(({ id }) => id);
const withPaths = cases.filter(({ golden }) => golden.paths !== undefined).map(({ id }) => id);

/** A case with what it shares with another. */
function whole(id: string): ModelCase {
  const golden = goldenCase<ModelCase>(id);
  return golden.same_as === undefined ? golden : { ...goldenCase<ModelCase>(golden.same_as), ...golden };
}

/** Files of weights alone come without a config: it is in the case of the same network's .keras file. */
function configOf(id: string): object {
  const base = goldenCase<ModelCase>(id).same_as ?? id;
  const found = cases.find(({ id: other, golden }) => golden.config && (golden.same_as ?? other) === base);
  if (found?.golden.config === undefined) throw new Error(`No case has the config of ${id}.`);
  return found.golden.config;
}

async function loaded(id: string): Promise<models.Model> {
  const golden = whole(id);
  const file = goldenPath(golden.args.file!);
  if (file.endsWith('.keras') || golden.args.format?.includes("model.save('.h5')"))
    return models.load(file, { compile: false });
  const model = golden.args.filters === undefined ? models.fromConfig(configOf(id)) : narrow(golden);
  await model.loadWeights(file);
  return model;
}

function narrow({ args, input }: ModelCase): models.Model {
  const [, height, width, channels] = input!.shape as [number, number, number, number];
  return resNet50({ inputShape: [height, width, channels], filters: args.filters!, blocks: args.blocks! });
}

function modelInput({ input, input_note: note = '' }: ModelCase): Tensor {
  const raw = tf.cast(tensorOf(input!), 'float32');
  if (note.includes('preprocess_input')) {
    const blueGreenRed = tf.reverse(raw, -1);
    return tf.div(tf.sub(blueGreenRed, tf.tensor1d([103.939, 116.779, 123.68])), 64);
  }
  return note.includes('/ 255') ? tf.div(raw, 255) : raw;
}

describe('files that Keras wrote', () => {
  it('finds the reference values', () => {
    expect(withFiles.length).toBeGreaterThanOrEqual(6);
    expect(withPaths.length).toBeGreaterThanOrEqual(1);
  });

  it.each(withFiles)('%s', async (id) => {
    const golden = whole(id);
    await leaves(0, async () => {
      const model = await loaded(id);
      const output = tf.tidy(() => model.apply(modelInput(golden), { training: false }) as Tensor);
      const expected = golden.output ?? golden.features!;
      expect(output.shape).toEqual(expected.shape);
      expectClose(output.dataSync(), numbersOf(expected), golden.tolerance);
      output.dispose();
      expectRows(model, golden.layers ?? []);
      expectWeights(model, golden.weights ?? []);
      if (golden.totals !== undefined) expect(model.countParams()).toBe(golden.totals.total);
      model.dispose();
    });
  });

  it.each(withPaths)('%s', (id) => {
    const { paths } = goldenCase<ModelCase>(id);
    const narrowId = withFiles.find((other) => goldenCase<ModelCase>(other).args.filters !== undefined)!;
    const model = narrow(whole(narrowId));
    // Ours are tfjs's models with other types for what they replace.
    const found = layerPlaces(model as unknown as LayersModel).flatMap(({ layer, path, weights }) =>
      weights.map((weight, index) => [
        `${path}/vars/${index}`,
        `${layer}/${shortName(weight)}`,
        weight.shape,
      ]),
    );
    expect(found).toEqual(paths);
    model.dispose();
  });
});

function expectRows(model: models.Model, rows: readonly LayerRow[]): void {
  const isSequential = model.getClassName() === 'Sequential';
  for (const [index, row] of rows.entries()) {
    const layer = model.layers[index]!;
    // The input layer's name is the builder's, not the file's.
    if (!isSequential && row.class !== 'InputLayer') expect(layer.name).toBe(row.name);
    expect(layer.getClassName()).toBe(row.class);
    expect(layer.outputShape).toEqual(row.output_shape);
    expect(layer.countParams()).toBe(row.params);
  }
}

function expectWeights(
  model: models.Model,
  expected: readonly { layer: string; name: string; value: GoldenArray }[],
): void {
  for (const { layer, name, value } of expected) {
    const weight = model.getLayer(layer).weights.find((one) => shortName(one).endsWith(name))!;
    expect(Array.from((weight.read() as Tensor).dataSync())).toEqual(numbersOf(value));
  }
}
