/** What holds for every layer, whatever its arguments: shapes, configurations, gradients, refusals. */
import type { serialization } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, layers, type Tensor, tf } from '../../src/index.js';
import { drawFrom, type LegalLayer } from './legalDraws.js';
import { legalLayers } from './legalLayers.js';

layers.registerFunction('doubled', (x) => tf.mul(x, 2));
layers.registerFunction('summed', (x) => tf.sum(x, 1, true));

type Factory = (args: Record<string, unknown>) => layers.Layer;
const factories = layers as unknown as Record<string, Factory>;

/** Functions of `layers` that make no layer. */
const notLayers = new Set(['input', 'registerFunction']);
const names = Object.keys(layers).filter(
  (name) => typeof factories[name] === 'function' && !notLayers.has(name),
);

const numRuns = 12;

function inputsFor({ shapes, numbers }: LegalLayer): Tensor[] {
  return shapes.map((shape, input) => {
    const size = shape.reduce((a, b) => a * b, 1);
    // Kinks of activations lie at multiples of 0.1; these numbers lie between, and maxima have no second near them.
    const values = Array.from({ length: size }, (_, index) => {
      const rank = scattered(index, size);
      if (numbers === 'indices') return rank % 10;
      if (numbers === 'distinct') return (rank - Math.floor(size / 2)) * 0.1 + 0.03 + 0.05 * input;
      return ((rank * 7 + index) % 40) * 0.1 - 1.95;
    });
    return tf.tensor(values, shape);
  });
}

/** A permutation of 0 … size − 1: multiplying by what has no divisor with the size. */
function scattered(index: number, size: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const factor = [37, 41, 43, 1].find((one) => divisor(one, size) === 1)!;
  return (index * factor + 5) % size;
}

function call(layer: layers.Layer, inputs: Tensor[], training = false): Tensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { training }) as Tensor;
}

function shapesOf(inputs: Tensor[]): number[] | number[][] {
  return inputs.length === 1 ? inputs[0]!.shape : inputs.map((input) => input.shape);
}

function forEveryExample(name: string, check: (legal: LegalLayer, factory: Factory) => void): void {
  const recipe = legalLayers[name]!;
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const before = tf.memory().numTensors;
      check(recipe(drawFrom(generate)), factories[name]!);
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns },
  );
}

/** Makes a layer that fits, or nothing where the arguments do not fit the input. */
function fitting(factory: Factory, { args, shapes }: LegalLayer): layers.Layer | undefined {
  const layer = factory(args);
  try {
    layer.computeOutputShape(shapes.length === 1 ? shapes[0]! : shapes);
    return layer;
  } catch (error) {
    // Filters and windows may be drawn too large for the image.
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toMatch(/does not fit|leaves nothing/);
    return undefined;
  }
}

function dispose(layer: layers.Layer, tensors: Tensor[]): void {
  layer.dispose();
  tf.dispose(tensors);
}

it('every layer has a recipe', () => {
  expect(names.sort()).toEqual(Object.keys(legalLayers).sort());
});

describe.each(names)('%s', (name) => {
  it('gives what computeOutputShape says, in training and out of it, and leaves no tensor', () => {
    forEveryExample(name, (legal, factory) => {
      const layer = fitting(factory, legal);
      if (layer === undefined) return;
      const inputs = inputsFor(legal);
      for (const training of [true, false]) {
        const output = call(layer, inputs, training);
        expect(output.shape).toEqual(layer.computeOutputShape(shapesOf(inputs)));
        expect(output.dtype).toBe('float32');
        output.dispose();
      }
      const open = legal.shapes.map((shape): (number | null)[] => [null, ...shape.slice(1)]);
      const symbolic = layer.computeOutputShape(open.length === 1 ? open[0]! : open) as (number | null)[];
      expect(symbolic[0]).toBe(null);
      dispose(layer, inputs);
    });
  });

  it('computes the same after its configuration went through JSON', () => {
    forEveryExample(name, (legal, factory) => {
      const layer = fitting(factory, legal);
      if (layer === undefined) return;
      const inputs = inputsFor(legal);
      const output = call(layer, inputs);
      const config = JSON.parse(JSON.stringify(layer.getConfig())) as serialization.ConfigDict;
      const Kind = layer.constructor as unknown as { fromConfig: FromConfig };
      const copy = Kind.fromConfig(Kind, config);
      expect(copy.getConfig()).toEqual(layer.getConfig());
      expect(copy.getClassName()).toBe(layer.getClassName());
      tf.dispose(call(copy, inputs));
      const weights = layer.getWeights();
      copy.setWeights(weights);
      const again = call(copy, inputs);
      expect([...again.dataSync()]).toEqual([...output.dataSync()]);
      copy.dispose();
      dispose(layer, [...inputs, output, again]);
    });
  });

  it('has the gradient that finite differences give', () => {
    forEveryExample(name, (legal, factory) => {
      const layer = fitting(factory, legal);
      if (layer === undefined) return;
      const inputs = inputsFor(legal);
      tf.dispose(call(layer, inputs));
      tf.tidy(() => expectGradient(layer, inputs, legal.numbers === 'indices'));
      dispose(layer, inputs);
    });
  });

  it('answers arguments that make no sense with an ArgumentError, or computes with them as it says', () => {
    fc.assert(
      fc.property(fc.gen(), fc.constantFrom(...nonsense), (generate, wrong) => {
        const draw = drawFrom(generate);
        const legal = legalLayers[name]!(draw);
        const keys = [...Object.keys(legal.args), 'unknownArgument'];
        const args = { ...legal.args, [draw.one(...keys)]: wrong };
        expectRefusedOrConsistent(() => factories[name]!(args), inputsFor(legal));
      }),
      { numRuns: 3 * numRuns },
    );
  });

  it('answers inputs of any shape with an ArgumentError, or computes with them as it says', () => {
    fc.assert(
      fc.property(
        fc.gen(),
        fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }), {
          minLength: 1,
          maxLength: 3,
        }),
        (generate, shapes) => {
          const { args } = legalLayers[name]!(drawFrom(generate));
          expectRefusedOrConsistent(() => factories[name]!(args), inputsFor({ args, shapes }));
        },
      ),
      { numRuns: 2 * numRuns },
    );
  });
});

type FromConfig = (kind: unknown, config: serialization.ConfigDict) => layers.Layer;

const nonsense: unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  1.5,
  -0.5,
  1e9,
  'nonsense',
  '3',
  '',
  [],
  [1, 2, 3, 4],
  [0, 0],
  [-1, 2],
  [null],
  [[1, 2]],
  {},
  { className: 'Nothing', config: {} },
  true,
  () => 1,
];

function expectRefusedOrConsistent(make: () => layers.Layer, inputs: Tensor[]): void {
  const size = (shape: (number | null)[]): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);
  tf.engine().startScope();
  try {
    const layer = make();
    const shape = layer.computeOutputShape(shapesOf(inputs)) as number[];
    // What is legal but enormous need not be computed to be consistent.
    if (size(shape) > 1e6 || weightsAreEnormous(layer)) return;
    expect(call(layer, inputs).shape).toEqual(shape);
    layer.dispose();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
  } finally {
    tf.engine().endScope();
    tf.dispose(inputs);
  }
}

function weightsAreEnormous(layer: layers.Layer): boolean {
  const large = (value: unknown): boolean => typeof value === 'number' && value > 1e4;
  return Object.values(layer.getConfig()).some((value) => [value].flat().some(large));
}

/** The distances of the central differences. */
const steps = [0.01, 0.004, 0.0015, 0.0006];

/** The derivative along a random direction of ±1 through inputs and weights, against central differences. */
function expectGradient(layer: layers.Layer, inputs: Tensor[], isFixed: boolean): void {
  const variables = layer.trainableWeights.map((weight) => weight.read() as ReturnType<typeof tf.variable>);
  const starts = variables.map((variable) => tf.clone(variable));
  const upstream = tf.randomUniform(call(layer, inputs).shape, 0.5, 1.5, 'float32', 1);
  const value = (x: Tensor[]): Tensor => tf.sum(tf.mul(call(layer, x), upstream));
  const signs = (shape: number[], seed: number): Tensor =>
    tf.sub(tf.mul(tf.cast(tf.greater(tf.randomUniform(shape, 0, 1, 'float32', seed), 0.5), 'float32'), 2), 1);
  const moving = isFixed ? [] : inputs;
  const directions = [...moving, ...starts].map((tensor, index) => signs(tensor.shape, 11 + index));
  const along = (distance: number): number => {
    const moved = moving.map((input, index) => tf.add(input, tf.mul(directions[index]!, distance)));
    for (const [index, variable] of variables.entries()) {
      variable.assign(tf.add(starts[index]!, tf.mul(directions[moving.length + index]!, distance)));
    }
    return value(isFixed ? inputs : moved).dataSync()[0]!;
  };
  const slope = (distance: number): number => (along(distance) - along(-distance)) / (2 * distance);
  // Richardson: what curves leave in both slopes is four times as much in the second.
  const estimates = steps.map((step) => (4 * slope(step) - slope(2 * step)) / 3);
  along(0);
  const byInput = isFixed ? [] : tf.grads((...x: Tensor[]) => value(x))(inputs);
  const byWeight =
    variables.length === 0
      ? []
      : Object.values(variablesInOrder(variables, () => value(inputs) as ReturnType<typeof tf.scalar>));
  const exact = [...byInput, ...byWeight].reduce(
    (sum, gradient, index) => sum + tf.sum(tf.mul(gradient, directions[index]!)).dataSync()[0]!,
    0,
  );
  const scale = tf.sum(tf.abs(tf.mul(call(layer, inputs), upstream))).dataSync()[0]!;
  // Kinks, jumps and steep curves show in what a smaller step changes; float32 keeps 7 digits of the sums that are
  // subtracted, of which a small step leaves less.
  const judged = steps.slice(1).map((step, index) => {
    const rounding = (1e-6 * scale) / step;
    return {
      numeric: estimates[index + 1]!,
      doubt: 2 * Math.abs(estimates[index]! - estimates[index + 1]!) + rounding,
    };
  });
  const { numeric, doubt } = judged.reduce((best, one) => (one.doubt < best.doubt ? one : best));
  expect(
    Math.abs(numeric - exact),
    `${layer.name}: ${numeric} by differences, ${exact} by the gradient`,
  ).toBeLessThan(0.01 * Math.abs(exact) + doubt + 2e-3);
}

function variablesInOrder(
  variables: ReturnType<typeof tf.variable>[],
  value: () => ReturnType<typeof tf.scalar>,
): Tensor[] {
  const { grads } = tf.variableGrads(value, variables);
  return variables.map((variable) => grads[variable.name]!);
}
