/** What a recorded graph becomes before it runs: fewer operations, the same numbers. */
import { afterEach, describe, expect, it } from 'vitest';
import { CompiledFunction, type TensorFunction } from '../../../src/engine/compile/index.js';
import { type Tensor, tf } from '../../../src/engine/index.js';
import { optimizers } from '../../../src/index.js';

const made: CompiledFunction[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
});

/** The operations that run for a function, by how often; the graph has given what the function gives. */
function operations(fn: TensorFunction, inputs: Tensor[]): Record<string, number> {
  const compiled = new CompiledFunction((given) => tf.tidy(() => fn(given)), { when: 'soon' });
  made.push(compiled);
  for (let call = 0; call < 4; call++) tf.dispose(compiled.call(inputs));
  const graph = compiled.graph(inputs);
  expect(compiled.refusal(inputs)).toBeUndefined();
  const counts: Record<string, number> = {};
  for (const { op } of graph?.nodes ?? []) {
    if (op !== 'Placeholder' && op !== 'Const') counts[op] = (counts[op] ?? 0) + 1;
  }
  return counts;
}

const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe('becomes', () => {
  it('nothing: casts, reshapes and identities that change nothing', () => {
    const fn: TensorFunction = ([x]) => [
      tf.relu(tf.reshape(tf.cast(tf.reshape(x!, [2, 3]), 'float32'), [2, 3])),
    ];
    expect(operations(fn, [normal([2, 3], 1)])).toEqual({ Relu: 1 });
    const there: TensorFunction = ([x]) => [tf.relu(tf.reshape(tf.reshape(x!, [6]), [2, 3]))];
    expect(operations(there, [normal([2, 3], 1)])).toEqual({ Relu: 1 });
  });

  it('a bias and its gradient, after a convolution', () => {
    const fn: TensorFunction = ([x, kernel, bias]) => {
      const output = (one: Tensor) =>
        tf.sum(tf.square(tf.add(tf.conv2d(x as never, kernel as never, 1, 'same'), one)));
      return [tf.grad((one) => output(one) as Tensor)(bias!)];
    };
    const counts = operations(fn, [normal([2, 4, 4, 2], 1), normal([3, 3, 2, 3], 2), normal([3], 3)]);
    expect(counts).toMatchObject({ Conv2D: 1, BiasAdd: 1, BiasAddGrad: 1 });
    expect(counts).not.toHaveProperty('Sum');
  });

  it('one matrix product without a batch of one', () => {
    const fn: TensorFunction = ([a, b]) => [tf.matMul(a!, b!)];
    expect(operations(fn, [normal([3, 4], 1), normal([4, 5], 2)])).toEqual({ MatMul: 1 });
    const batched: TensorFunction = ([a, b]) => [tf.matMul(a!, b!)];
    expect(operations(batched, [normal([2, 3, 4], 1), normal([2, 4, 5], 2)])).toEqual({ BatchMatMulV2: 1 });
  });

  it('a bias, after a matrix product that tfjs makes as a batch of one', () => {
    const fn: TensorFunction = ([x, kernel, bias]) => [
      tf.relu(tf.fused.matMul({ a: x!, b: kernel!, bias: bias! })),
    ];
    const counts = operations(fn, [normal([3, 4], 1), normal([4, 5], 2), normal([5], 3)]);
    expect(counts).toEqual({ MatMul: 1, BiasAdd: 1, Relu: 1 });
    // A bias along another axis than the product's columns stays an addition.
    const turned: TensorFunction = ([a, b, bias]) => [tf.add(tf.reshape(tf.matMul(a!, b!), [5, 3]), bias!)];
    const others = operations(turned, [normal([3, 4], 1), normal([4, 5], 2), normal([3], 3)]);
    expect(others).toEqual({ MatMul: 1, Reshape: 1, AddV2: 1 });
  });

  it('one gradient of ReLU', () => {
    const fn: TensorFunction = ([x]) => [tf.grad((one) => tf.sum(tf.square(tf.relu(one))) as Tensor)(x!)];
    const counts = operations(fn, [normal([4, 5], 1)]);
    expect(counts.ReluGrad).toBe(1);
    expect(counts).not.toHaveProperty('Select');
    expect(counts).not.toHaveProperty('IsNan');
  });

  it.each([0.2, 0.01, 1.5])('one gradient of the leaky ReLU, slope %s', (slope) => {
    const fn: TensorFunction = ([x]) => [
      tf.grad((one) => tf.sum(tf.square(tf.leakyRelu(one, slope))) as Tensor)(x!),
    ];
    const counts = operations(fn, [tf.concat([normal([4, 5], 1), tf.zeros([1, 5])])]);
    expect(counts.LeakyReluGrad).toBe(1);
    expect(counts).not.toHaveProperty('Greater');
  });

  it.each([
    ['sigmoid', tf.sigmoid, 'SigmoidGrad'],
    ['tanh', tf.tanh, 'TanhGrad'],
  ] as const)('one gradient of %s', (_, activation, gradient) => {
    const fn: TensorFunction = ([x]) => [tf.grad((one) => tf.sum(tf.square(activation(one))) as Tensor)(x!)];
    const counts = operations(fn, [normal([4, 5], 1)]);
    expect(counts[gradient]).toBe(1);
    expect(counts).not.toHaveProperty('Sub');
  });

  it.each([
    ['tiles', 2],
    ['overlapping windows', 1],
  ])('pooling before ReLU, in %s, with as many zeros and equal numbers as there may be', (_, strides) => {
    const fn: TensorFunction = ([x]) => {
      const pooled = (one: Tensor) => tf.maxPool(tf.relu(one) as never, 2, strides, 'same');
      const slope = tf.grad((one) => tf.sum(tf.square(pooled(one))) as Tensor);
      return [slope(x!), pooled(x!)];
    };
    const x = tf.round(normal([2, 5, 5, 3], 1));
    const counts = operations(fn, [x]);
    expect(counts).toMatchObject({ MaxPoolGrad: 1, ReluGrad: 1 });
  });

  it.each([2, 1])(
    'pooling before a bias, whose gradient then sums the few numbers, strides %s',
    (strides) => {
      const fn: TensorFunction = ([x, kernel, bias]) => {
        const pooled = (k: Tensor, b: Tensor) => {
          const convolved = tf.add(tf.conv2d(x as never, k as never, 1, 'same'), b);
          return tf.maxPool(tf.relu(convolved) as never, 3, strides, 'same');
        };
        const slopes = tf.grads((k, b) => tf.sum(tf.square(pooled(k!, b!))) as Tensor)([kernel!, bias!]);
        return [...slopes, pooled(kernel!, bias!)];
      };
      const inputs = [normal([2, 6, 6, 2], 1), normal([3, 3, 2, 3], 2), normal([3], 3)];
      expect(operations(fn, inputs)).toMatchObject({ MaxPoolGrad: 1, ReluGrad: 1, BiasAddGrad: 1 });
      const graph = made.at(-1)!.graph(inputs)!;
      const only = (op: string) =>
        graph.nodes.find((node) => node.op === op && (op !== 'BiasAdd' || isPooled(node)))!;
      const isPooled = ({ inputs: [first] }: { inputs: readonly string[] }) =>
        graph.nodes.some(({ name, op }) => name === first && op === 'MaxPool');
      expect(only('BiasAdd').shapes).toEqual([[2, 6 / strides, 6 / strides, 3]]);
      expect(only('BiasAddGrad').inputs).toEqual([only('ReluGrad').name]);
      expect(only('MaxPoolGrad').inputs[0]).toBe(only('Conv2D').name);
    },
  );

  it.each(['pooling', 'sum'])('no other order where the %s with the bias is wanted, too', (which) => {
    const fn: TensorFunction = ([x, kernel, bias]) => {
      let wanted: Tensor;
      const output = (k: Tensor, b: Tensor) => {
        const sum = tf.add(tf.conv2d(x as never, k as never, 1, 'same'), b);
        const pooled = tf.maxPool(sum as never, 2, 2, 'same') as Tensor;
        wanted = tf.keep(which === 'pooling' ? pooled : sum);
        return tf.sum(tf.square(pooled)) as Tensor;
      };
      const slopes = tf.grads((k, b) => output(k!, b!))([kernel!, bias!]);
      return [...slopes, wanted!];
    };
    const inputs = [normal([2, 6, 6, 2], 1), normal([3, 3, 2, 3], 2), normal([3], 3)];
    operations(fn, inputs);
    const sum = made
      .at(-1)!
      .graph(inputs)!
      .nodes.find(({ op }) => op === 'BiasAdd')!;
    expect(sum.shapes).toEqual([[2, 6, 6, 3]]);
  });

  it('pooling before ReLU, twice in a row', () => {
    const fn: TensorFunction = ([x]) => {
      const once = (one: Tensor) => tf.maxPool(tf.relu(one) as never, 2, 2, 'same') as Tensor;
      const slope = tf.grad((one) => tf.sum(tf.square(once(tf.sub(once(once(one)), 0.5)))) as Tensor);
      return [slope(x!)];
    };
    const counts = operations(fn, [normal([2, 16, 16, 3], 1)]);
    expect(counts).toMatchObject({ MaxPoolGrad: 3, ReluGrad: 3 });
  });

  it.each([false, true])(
    'a convolution with a bias, after which it was normalized; with a bias before: %s',
    (has) => {
      const numbers = [
        normal([4], 4),
        normal([4], 5),
        normal([4], 6),
        tf.abs(normal([4], 7)),
        normal([4], 8),
      ];
      const layer = (convolved: Tensor, [gamma, beta, mean, variance, bias]: Tensor[]): Tensor => {
        const before = has ? tf.add(convolved, bias!) : convolved;
        return tf.relu(
          tf.batchNorm(
            before as never,
            mean as never,
            variance as never,
            beta as never,
            gamma as never,
            1e-3,
          ),
        );
      };
      const plain: TensorFunction = ([x, kernel, ...others]) => [
        layer(tf.conv2d(x as never, kernel as never, 2, 'same'), others),
      ];
      const counts = operations(plain, [normal([2, 6, 6, 3], 1), normal([3, 3, 3, 4], 2), ...numbers]);
      expect(counts).toMatchObject({ Conv2D: 1, BiasAdd: 1, Relu: 1 });
      expect(counts).not.toHaveProperty('FusedBatchNorm');
      const depthwise: TensorFunction = ([x, kernel, ...others]) => [
        layer(tf.depthwiseConv2d(x as never, kernel as never, 1, 'same'), others),
      ];
      const deep = operations(depthwise, [normal([2, 5, 5, 2], 1), normal([3, 3, 2, 2], 2), ...numbers]);
      expect(deep).toMatchObject({ DepthwiseConv2dNative: 1, Relu: 1 });
      expect(deep).not.toHaveProperty('FusedBatchNorm');
      // Not where something else reads the convolution.
      const both: TensorFunction = ([x, kernel, ...others]) => {
        const convolved = tf.conv2d(x as never, kernel as never, 2, 'same');
        return [layer(convolved, others), tf.mean(convolved)];
      };
      const kept = operations(both, [normal([2, 6, 6, 3], 1), normal([3, 3, 3, 4], 2), ...numbers]);
      expect(kept).toMatchObject({ FusedBatchNorm: 1 });
    },
  );

  it('one operation: a step of Adam', () => {
    const variable = tf.variable(normal([4, 3], 1), true);
    for (const amsgrad of [false, true]) {
      const optimizer = optimizers.adam({ amsgrad });
      const fn: TensorFunction = ([x]) => {
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.square(tf.matMul(x!, variable as never))),
          [variable],
        );
        optimizer.applyGradients(grads);
        return [value];
      };
      const counts = operations(fn, [normal([2, 4], 2)]);
      expect(counts[amsgrad ? 'ResourceApplyAdamWithAmsgrad' : 'ResourceApplyAdam']).toBe(1);
      optimizer.dispose();
    }
  });

  it('a reshape: an axis more, whose type tfjs does not tell', () => {
    const fn: TensorFunction = ([x]) => [tf.relu(tf.expandDims(tf.expandDims(x!, 1), 0))];
    expect(operations(fn, [normal([2, 3], 1)])).toEqual({ Reshape: 1, Relu: 1 });
  });
});
