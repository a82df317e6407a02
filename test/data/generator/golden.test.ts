/** ImageDataGenerator against real Keras: the documented behaviour by default, Keras's own under kerasCompat. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TransformParameters } from '../../../src/data/generator/transformParameters.js';
import type { RandomGenerator } from '../../../src/engine/seed.js';
import { ImageDataGenerator, type ImageDataGeneratorArgs, tf } from '../../../src/index.js';
import {
  type GoldenArray,
  goldenCase,
  goldenIds,
  goldenPath,
  numbersOf,
  tensorOf,
} from '../../goldenCases.js';
import { expectWithin, type PixelTolerance } from '../../goldenPixels.js';

interface GeneratorCase {
  id: string;
  operation: 'apply_transform' | 'standardize' | 'get_random_transform';
  args: Record<string, unknown>;
  tolerance: PixelTolerance;
  transform_parameters?: Record<string, number | boolean>;
  input: GoldenArray;
  fit_input?: GoldenArray;
  output: GoldenArray;
  alternatives?: { true_centre?: GoldenArray; wrap_period_n?: GoldenArray };
  image_shape: number[];
  draws?: { uniforms: number[]; parameters: Record<string, number | boolean | null> }[];
  possible_tx?: number[];
  possible_ty?: number[];
}

const cases = goldenIds('generator').map((id) => goldenCase<GeneratorCase>(id));
const of = (operation: GeneratorCase['operation']): GeneratorCase[] =>
  cases.filter((one) => one.operation === operation);

describe.each([true, false])('applyTransform, kerasCompat %s', (kerasCompat) => {
  it.each(of('apply_transform'))('$id', (one) => {
    const { transform_parameters, ...args } = one.args;
    const generator = new ImageDataGenerator({ ...camelCased(args), kerasCompat });
    const transform = camelCased(transform_parameters as Record<string, unknown>) as TransformParameters;
    const image = tensorOf(one.input);
    const result = generator.applyTransform(image, transform);
    expect(result.shape).toEqual(one.output.shape);
    if (!kerasCompat && one.id.endsWith('brightness_unit_range')) {
      // Keras turns it black. Documented is a change of brightness, which here is a factor.
      const expected = numbersOf(one.input).map((value) => Math.min(1, value * 0.7));
      expectWithin(result.dataSync(), expected, { rtol: 1e-6, atol: 1e-6 });
      return;
    }
    const documented = one.alternatives?.wrap_period_n ?? one.alternatives?.true_centre;
    if (!kerasCompat && documented === undefined && one.id.endsWith('wide_everything')) {
      expectTrueCentre(one, result.dataSync());
      return;
    }
    const expected = kerasCompat ? one.output : (documented ?? one.output);
    expectWithin(result.dataSync(), numbersOf(expected), one.tolerance);
  });
});

/** Nothing to compare with: brightness of the same affine image, of which square images tell that it is right. */
function expectTrueCentre(one: GeneratorCase, values: ArrayLike<number>): void {
  const { brightness, ...others } = camelCased(
    one.args.transform_parameters as Record<string, unknown>,
  ) as TransformParameters;
  const bare = new ImageDataGenerator().applyTransform(tensorOf(one.input), others).dataSync();
  const expected = Array.from(bare, (value) =>
    Math.trunc(Math.fround(Math.fround(brightness!) * Math.trunc(value))),
  );
  expectWithin(values, expected, { rtol: 0, atol: 0 });
}

describe('standardize', () => {
  it.each(of('standardize'))('$id', (one) => {
    const { preprocessing_function, ...args } = one.args;
    const generator = new ImageDataGenerator({
      ...camelCased(args),
      ...(preprocessing_function === 'x - 3' && { preprocessingFunction: (image) => tf.sub(image, 3) }),
    });
    if (one.fit_input) generator.fit(tensorOf(one.fit_input));
    const result = generator.standardize(tensorOf(one.input));
    expect(result.shape).toEqual(one.output.shape);
    expectWithin(result.dataSync(), numbersOf(one.output), one.tolerance);
  });
});

describe('getRandomTransform', () => {
  const drawing = of('get_random_transform');
  it.each(drawing.filter(({ draws }) => draws))('$id', (one) => {
    const args = shiftsIn(one);
    for (const { uniforms, parameters } of one.draws!) {
      const draw = (kerasCompat: boolean) => {
        const random = listed(uniforms);
        const drawn = new ImageDataGenerator({ ...args, kerasCompat }).drawTransform(one.image_shape, random);
        return drawn as Record<string, unknown>;
      };
      const keras = draw(true);
      for (const [name, value] of Object.entries(camelCased(parameters))) {
        if (typeof value === 'number') expect(keras[name]).toBeCloseTo(value, 11);
        else expect(keras[name] ?? null).toBe(value);
      }
      // What Keras draws for the height moves rows, as documented.
      const { tx, ty, ...others } = draw(false);
      expect({ ...others, tx: ty, ty: tx }).toEqual(keras);
    }
  });

  it.each(drawing.filter(({ possible_tx }) => possible_tx))('$id', (one) => {
    const generator = new ImageDataGenerator({ ...shiftsIn(one), kerasCompat: true });
    const drawn = Array.from({ length: 400 }, (_, seed) =>
      generator.getRandomTransform(one.image_shape, seed),
    );
    const sorted = (values: (number | undefined)[]) => [...new Set(values)].sort((a, b) => a! - b!);
    expect(sorted(drawn.map(({ tx }) => tx))).toEqual(one.possible_tx);
    expect(sorted(drawn.map(({ ty }) => ty))).toEqual(one.possible_ty);
  });
});

/** A float such as 3.0 is what JavaScript calls 3: the file's text tells them apart. */
function shiftsIn(one: GeneratorCase): ImageDataGeneratorArgs {
  const text = readFileSync(goldenPath(`${one.id}.json`), 'utf8');
  const args = camelCased(one.args) as Record<string, unknown>;
  for (const [snake, name] of [
    ['width_shift_range', 'widthShiftRange'],
    ['height_shift_range', 'heightShiftRange'],
  ] as const) {
    const float = new RegExp(`"${snake}": ?([0-9]+\\.0)\\b`).exec(text)?.[1];
    if (float !== undefined) args[name] = { pixels: Number(float) };
  }
  return args;
}

function camelCased(args: Record<string, unknown>): ImageDataGeneratorArgs {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function listed(numbers: readonly number[]): RandomGenerator {
  let at = 0;
  const next = (): number => numbers[at++] ?? expect.fail('more numbers were drawn than Keras draws');
  return {
    next,
    nextInteger: (bound) => Math.floor(next() * bound),
    permutation: () => new Int32Array(),
    state: 0,
  };
}
