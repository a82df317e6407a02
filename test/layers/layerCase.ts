/** What a case of reference values asks of a layer: Keras's outputs, gradients, updated weights, defaults, refusals and
 *  rules of random masks. Which layer and which arguments are read from the case. */
import { expect } from 'vitest';
import { ArgumentError, layers, models, type Tensor, tf } from '../../src/index.js';
import { factoryName } from '../../src/layers/naming.js';
import { expectClose, type GoldenArray, numbersOf, type Tolerance, tensorOf } from '../goldenCases.js';
import { camelCased, expectKerasConfig } from './kerasConfig.js';

interface NamedArray {
  name: string;
  value: GoldenArray;
}

export interface LayerCase {
  args: Record<string, unknown>;
  layer: string;
  tolerance: Tolerance;
  call?: { training?: boolean };
  /** Which steps count. */
  mask?: GoldenArray;
  /** The layers inside a wrapper, by their argument. */
  inner?: Record<string, Record<string, unknown>>;
  trainable?: boolean;
  weights: NamedArray[];
  input: GoldenArray | GoldenArray[];
  input_shape?: number[];
  upstream: GoldenArray;
  output: GoldenArray;
  grad_input: GoldenArray | GoldenArray[];
  grad_weights: NamedArray[];
  weights_after: NamedArray[];
  config: Record<string, unknown>;
  raises?: string;
  rules?: { whole_channels_dropped_together: boolean; same_mask_on_second_call: boolean };
}

type Factory = (args: Record<string, unknown>) => layers.Layer;

/** The layers of the library by the names of their functions; the arguments come from the case. */
const factories = layers as unknown as Record<string, Factory>;

function make(golden: LayerCase): layers.Layer {
  const inside = Object.entries(golden.inner ?? {}).map(([name, args]) => [camelCased(name), madeOf(args)]);
  return madeOf(golden.args, { ...Object.fromEntries(inside), trainable: golden.trainable ?? true });
}

function madeOf({ layer: kind, ...args }: Record<string, unknown>, more: object = {}): layers.Layer {
  const factory = factories[factoryName(String(kind))];
  if (factory === undefined) throw new Error(`There is no layer ${kind}.`);
  return factory({ ...(camelCased(args) as object), ...more });
}

/** Holds a layer to a case. */
export function expectLayerCase(golden: LayerCase): void {
  if (golden.raises !== undefined) expectRefusal(golden);
  else if (golden.rules !== undefined) expectRules(golden, golden.rules);
  else expectValues(golden);
}

function expectValues(golden: LayerCase): void {
  const inputs = [golden.input].flat().map(tensorOf);
  const before = tf.memory().numTensors;
  const layer = make(golden);
  tf.tidy(() => {
    // The first call makes the weights.
    layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
    layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
    const args = golden.mask === undefined ? golden.call : { ...golden.call, mask: tensorOf(golden.mask) };
    const outputs = (x: Tensor[]): Tensor[] =>
      [layer.apply(x.length === 1 ? x[0]! : x, args ?? {})].flat() as Tensor[];
    const call = (...x: Tensor[]): Tensor => sideBySide(outputs(x));
    const given = outputs(inputs);
    const shapes = given.map(({ shape }) => shape);
    expect(layer.computeOutputShape(shapesFor(inputs))).toEqual(shapes.length === 1 ? shapes[0] : shapes);
    const output = sideBySide(given);
    expect(output.shape).toEqual(golden.output.shape);
    expectClose(output.dataSync(), numbersOf(golden.output), golden.tolerance);
    expectWeights(layer, golden);

    layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
    const upstream = tensorOf(golden.upstream);
    // Where nothing leads from an input to the output (an embedding's numbers), Keras has zeros and tfjs an error.
    const total = (...x: Tensor[]): Tensor =>
      x.reduce((sum, one) => tf.add(sum, tf.sum(tf.mul(one, 0))), tf.sum(tf.mul(call(...x), upstream)));
    const gradients = tf.grads(total)(inputs);
    for (const [index, expected] of [golden.grad_input].flat().entries()) {
      expectClose(gradients[index]!.dataSync(), numbersOf(expected), golden.tolerance);
    }

    layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
    expectGradients(layer, golden, () => total(...inputs));
  });
  expectKerasConfig(layer.getConfig(), golden.config);
  layer.dispose();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(inputs);
}

/** One tensor of all outputs, [batch, …], as the cases have them. */
function sideBySide(outputs: Tensor[]): Tensor {
  if (outputs.length === 1) return outputs[0]!;
  return tf.concat(
    outputs.map((output) => tf.reshape(output, [output.shape[0]!, -1])),
    1,
  );
}

function expectRefusal(golden: LayerCase): void {
  expect(() => make(golden).build([null, ...golden.input_shape!.slice(1)])).toThrow(ArgumentError);
}

function expectRules(golden: LayerCase, rules: NonNullable<LayerCase['rules']>): void {
  const rate = golden.args.rate as number;
  const input = tensorOf(golden.input as GoldenArray);
  const layer = make(golden);
  models.sequential([layers.identity({ inputShape: input.shape.slice(1) }), layer]);
  const masks = [0, 1].map(() => {
    const output = tf.tidy(() => layer.apply(input, { training: true }) as Tensor);
    const [before, after] = [input.dataSync(), output.dataSync()];
    output.dispose();
    return Array.from(after, (value, index) => {
      if (value === 0) return 0;
      expect(value).toBeCloseTo(before[index]! / (1 - rate), 5);
      return 1;
    });
  }) as [number[], number[]];
  const isSame = masks[0].every((kept, index) => kept === masks[1][index]);
  expect(isSame).toBe(rules.same_mask_on_second_call);
  const draws = drawsOf(masks[0], input.shape, rules.whole_channels_dropped_together);
  const kept = draws.reduce((sum, one) => sum + one, 0) / draws.length;
  // Six standard deviations of the share that is kept.
  expect(Math.abs(kept - (1 - rate))).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / draws.length));
  input.dispose();
}

/** The independent draws of a mask: every element, or one for each sample and channel, which must agree. */
function drawsOf(mask: number[], shape: number[], isByChannel: boolean): number[] {
  const channels = shape.at(-1)!;
  const places = mask.length / (shape[0]! * channels);
  const maps = Array.from({ length: shape[0]! * channels }, (_, map) => {
    const [sample, channel] = [Math.floor(map / channels), map % channels];
    return Array.from(
      { length: places },
      (_, place) => mask[(sample * places + place) * channels + channel]!,
    );
  });
  const areWhole = maps.every((map) => map.every((kept) => kept === map[0]));
  expect(areWhole).toBe(isByChannel);
  return isByChannel ? maps.map((map) => map[0]!) : mask;
}

function shapesFor(inputs: Tensor[]): number[] | number[][] {
  return inputs.length === 1 ? inputs[0]!.shape : inputs.map((input) => input.shape);
}

function expectWeights(layer: layers.Layer, golden: LayerCase): void {
  const values = layer.getWeights();
  expect(values.length).toBe(golden.weights.length);
  expect(layer.weights.map((weight) => weight.originalName.split('/').at(-1))).toEqual(
    golden.weights.map(({ name }) => name),
  );
  for (const { name, value } of golden.weights_after) {
    const index = golden.weights.findIndex((weight) => weight.name === name);
    expectClose(values[index]!.dataSync(), numbersOf(value), golden.tolerance);
  }
}

function expectGradients(layer: layers.Layer, golden: LayerCase, total: () => Tensor): void {
  if (golden.grad_weights.length === 0) return;
  const variables = layer.trainableWeights.map((weight) => weight.read() as ReturnType<typeof tf.variable>);
  const { grads } = tf.variableGrads(total as () => ReturnType<typeof tf.scalar>, variables);
  for (const [index, { name, value }] of golden.grad_weights.entries()) {
    expect(layer.trainableWeights[index]!.originalName.endsWith(name)).toBe(true);
    expectClose(grads[variables[index]!.name]!.dataSync(), numbersOf(value), golden.tolerance);
  }
}
