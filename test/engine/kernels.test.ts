/** The engine's gradients against tfjs's plain JavaScript backend, which computes them element by element. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engine, type Tensor, tf } from '../../src/engine/index.js';
import { expectClose } from '../goldenCases.js';

const tolerance = { rtol: 1e-4, atol: 1e-4 };

interface Convolution {
  batch: number;
  size: [number, number];
  kernel: [number, number];
  channels: number;
  filters: number;
  strides: [number, number];
  pad: 'same' | 'valid';
  seed: number;
}

const side = fc.integer({ min: 4, max: 9 });
const convolutions: fc.Arbitrary<Convolution> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  size: fc.tuple(side, side),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 3 }),
  strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [3, 3]),
  pad: fc.constantFrom('same', 'valid'),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

type Operation = (x: Tensor, filter: Tensor) => Tensor;

/** Both gradients of Σ operation(x, filter) · upstream on one backend, as numbers. */
async function gradientsOn(backend: string, plan: Convolution, filterShape: number[], operation: Operation) {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const x = tf.randomNormal([plan.batch, ...plan.size, plan.channels], 0, 1, 'float32', plan.seed);
    const filter = tf.randomNormal(filterShape, 0, 1, 'float32', plan.seed + 1);
    const output = operation(x, filter);
    const upstream = tf.randomNormal(output.shape, 0, 1, 'float32', plan.seed + 2);
    const gradients = tf.grads((image, weights) => tf.sum(tf.mul(operation(image!, weights!), upstream)))([
      x,
      filter,
    ]);
    return [output, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

async function compare(plan: Convolution, filterShape: number[], operation: Operation): Promise<void> {
  const expected = await gradientsOn('cpu', plan, filterShape, operation);
  const actual = await gradientsOn(engine.backend, plan, filterShape, operation);
  for (const [index, values] of actual.entries()) expectClose(values, expected[index]!, tolerance);
}

describe(`gradients on ${engine.backend}`, () => {
  it('conv2d', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (plan) => {
        const filterShape = [...plan.kernel, plan.channels, plan.filters];
        await compare(plan, filterShape, (x, filter) =>
          tf.conv2d(
            x as Parameters<typeof tf.conv2d>[0],
            filter as Parameters<typeof tf.conv2d>[1],
            plan.strides,
            plan.pad,
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('depthwiseConv2d', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (plan) => {
        const filterShape = [...plan.kernel, plan.channels, plan.filters];
        await compare(plan, filterShape, (x, filter) =>
          tf.depthwiseConv2d(
            x as Parameters<typeof tf.depthwiseConv2d>[0],
            filter as Parameters<typeof tf.depthwiseConv2d>[1],
            plan.strides,
            plan.pad,
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('conv2d over a batch too large to unfold at once', async () => {
    // 3·64·64 positions × 3·3·160 values × 4 bytes = 71 MB: more than one slice of the wasm kernel.
    const plan: Convolution = {
      ...{ batch: 3, size: [64, 64], kernel: [3, 3], channels: 160, filters: 1 },
      ...{ strides: [1, 1], pad: 'same', seed: 7 },
    };
    const wide = { rtol: 1e-3, atol: 1e-2 };
    const operation: Operation = (x, filter) =>
      tf.conv2d(x as Parameters<typeof tf.conv2d>[0], filter as Parameters<typeof tf.conv2d>[1], 1, 'same');
    const whole = (await gradientsOn(engine.backend, plan, [3, 3, 160, 1], operation))[2]!;
    // The gradient of a sum over the batch is the sum of the images' gradients.
    await tf.setBackend(engine.backend);
    const sum = tf.tidy(() => {
      const x = tf.randomNormal([3, 64, 64, 160], 0, 1, 'float32', plan.seed);
      const filter = tf.randomNormal([3, 3, 160, 1], 0, 1, 'float32', plan.seed + 1);
      const upstream = tf.randomNormal([3, 64, 64, 1], 0, 1, 'float32', plan.seed + 2);
      const parts = [0, 1, 2].map((image) => {
        const [one, dy] = [
          tf.slice(x, [image, 0, 0, 0], [1, 64, 64, 160]),
          tf.slice(upstream, [image, 0, 0, 0], [1, 64, 64, 1]),
        ];
        return tf.grad((weights: Tensor) => tf.sum(tf.mul(operation(one, weights), dy)))(filter);
      });
      return Float32Array.from(tf.addN(parts).dataSync());
    });
    expectClose(whole, sum, wide);
  });

  it('leaves no tensor behind', async () => {
    await tf.setBackend(engine.backend);
    const plan: Convolution = {
      ...{ batch: 2, size: [6, 6], kernel: [3, 3], channels: 2, filters: 2 },
      ...{ strides: [1, 1], pad: 'same', seed: 1 },
    };
    const operation: Operation = (x, filter) =>
      tf.conv2d(x as Parameters<typeof tf.conv2d>[0], filter as Parameters<typeof tf.conv2d>[1], 1, 'same');
    await gradientsOn(engine.backend, plan, [3, 3, 2, 2], operation);
    const before = tf.memory().numTensors;
    await gradientsOn(engine.backend, plan, [3, 3, 2, 2], operation);
    expect(tf.memory().numTensors).toBe(before);
  });
});
