/** Lessons' own functions as graphs. */
import type { Scalar, Variable } from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  type CompiledTensorFunction,
  compile,
  engine,
  layers,
  losses,
  models,
  optimizers,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

const hasGraphs = engine.backend === 'tensorflow';

/** What is written to standard error, which says nothing meanwhile. */
function warnings(): () => string[] {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return () => spy.mock.calls.map(([text]) => String(text));
}

afterEach(() => vi.restoreAllMocks());

const numbersOf = (tensor: Tensor): number[] => {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
};

/** y = w·x, learned from (1, 3) by gradient descent with rate 0.1: w ← w − 0.2·(w − 3). */
function lesson(optimizer: optimizers.Optimizer = optimizers.sgd({ learningRate: 0.1 })) {
  const w: Variable = tf.variable(tf.tensor1d([0]));
  const body = vi.fn((x: Tensor, y: Tensor): Scalar => {
    const { value: loss, grads } = tf.variableGrads(
      () => tf.sum(tf.square(tf.sub(tf.mul(w, x), y))) as Scalar,
      [w],
    );
    optimizer.applyGradients(grads);
    return loss;
  });
  const data: [Tensor, Tensor] = [tf.tensor1d([1]), tf.tensor1d([3])];
  return { w, body, data, optimizer };
}

describe('a step by hand', () => {
  it('moves variables as when it is called itself, from the fourth call on without being called', () => {
    const said = warnings();
    const { w, body, data, optimizer } = lesson();
    const step = compile(body);
    let expected = 0;
    for (let call = 0; call < 8; call++) {
      expect(numbersOf(step(...data))[0]).toBeCloseTo((expected - 3) ** 2, 5);
      expected -= 0.2 * (expected - 3);
      expect(w.dataSync()[0]).toBeCloseTo(expected, 5);
    }
    expect(optimizer.iterations).toBe(8);
    if (hasGraphs) expect(body).toHaveBeenCalledTimes(3);
    expect(said()).toHaveLength(hasGraphs ? 0 : 1);
    step.dispose();
  });

  it('follows an optimizer that does different things at different steps', () => {
    warnings();
    const run = (make: (body: ReturnType<typeof lesson>['body']) => typeof body) => {
      const { w, body, data } = lesson(optimizers.adam({ learningRate: 0.1, gradientAccumulationSteps: 4 }));
      const step = make(body);
      return Array.from({ length: 18 }, () => {
        step(...data).dispose();
        return w.dataSync()[0]!;
      });
    };
    let compiled: CompiledTensorFunction<[Tensor, Tensor], Scalar> | undefined;
    const graph = run((body) => {
      compiled = compile(body, { required: hasGraphs });
      return compiled as unknown as typeof body;
    });
    const eager = run((body) => body);
    for (const [index, value] of eager.entries()) expect(graph[index]).toBeCloseTo(value, 5);
    expect(new Set(eager).size).toBe(5);
    compiled?.dispose();
  });

  it('takes minimize, a model’s forward pass, and draws dropout anew', () => {
    warnings();
    const trained = (isCompiled: boolean): number[][] => {
      setSeed(3);
      const model = models.sequential([
        layers.dense({ units: 8, activation: 'relu', inputShape: [4] }),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ units: 2 }),
      ]);
      const optimizer = optimizers.adam({ learningRate: 0.01 });
      const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
      const body = (x: Tensor, y: Tensor): [Scalar, Tensor] => {
        let output: Tensor | undefined;
        const value = optimizer.minimize(() => {
          output = tf.keep(model.apply(x, { training: true }) as Tensor);
          return tf.mean(loss.perSample(y, output)) as Scalar;
        }, true);
        const shown = tf.clone(output!);
        output!.dispose();
        return [value!, shown];
      };
      const step = isCompiled ? compile(body) : body;
      const x = tf.ones([3, 4]);
      const y = tf.tensor1d([0, 1, 1], 'int32');
      return Array.from({ length: 7 }, () => {
        const [value, output] = step(x, y);
        return [...numbersOf(value), ...numbersOf(output)];
      });
    };
    const [graph, eager] = [trained(true), trained(false)];
    for (const [call, values] of eager.entries()) {
      for (const [index, value] of values.entries()) expect(graph[call]![index]).toBeCloseTo(value, 4);
    }
    expect(new Set(graph.map((values) => values.join())).size).toBe(7);
  });

  it('leaves no tensor, whatever the function forgets', () => {
    warnings();
    const { body, data } = lesson();
    const before = settledTensorCount();
    const step = compile((x: Tensor, y: Tensor) => {
      tf.ones([10]);
      return [body(x, y), x, x] as const;
    });
    for (let call = 0; call < 20; call++) tf.dispose([...step(...data)]);
    expect(tf.memory().numTensors).toBe(before);
    expect(data[0].isDisposed).toBe(false);
    step.dispose();
  });
});

describe('arguments and results', () => {
  it('may be variables, each with a graph of its own', () => {
    warnings();
    const body = (w: Tensor, x: Tensor): Tensor => {
      (w as Variable).assign(tf.add(w, x) as Variable);
      return tf.mul(w, 2);
    };
    const add = compile(body, { required: hasGraphs });
    const [a, b] = [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(10))];
    for (let call = 1; call <= 6; call++) {
      expect(numbersOf(add(a, tf.scalar(1)))).toEqual([2 * call]);
      expect(numbersOf(add(b, tf.scalar(1)))).toEqual([20 + 2 * call]);
    }
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([6, 16]);
  });

  it('that are no tensors are refused, and say what came', () => {
    const untyped = (fn: unknown) => compile(fn as (...inputs: Tensor[]) => Tensor);
    const square = (x: Tensor) => tf.square(x);
    expect(() => untyped(3)).toThrow('compile: expected a function of tensors, as in');
    expect(() => untyped(async (x: Tensor) => x)).toThrow('the function is async or a generator');
    const wrong = (...inputs: unknown[]) => untyped(square)(...(inputs as Tensor[]));
    expect(() => wrong(2)).toThrow(
      new ArgumentError(
        'compile: function “square” takes tensors; argument 1 is the number 2. Make a tensor of it, as in tf.scalar(2), or let the function reach it from outside.',
      ),
    );
    expect(() => wrong(tf.scalar(1), [1, 2])).toThrow('argument 2 is an array of 2.');
    const nothing = () => untyped(() => undefined)(tf.scalar(1));
    expect(nothing).toThrow(
      'compile: the function must give a tensor or a list of tensors; it gave undefined.',
    );
    expect(() => untyped(() => [tf.scalar(1), 2])(tf.scalar(1))).toThrow('it gave the number 2 at place 1');
  });

  it('of kinds that graphs do not know are computed all the same', () => {
    const said = warnings();
    const first = compile((words: Tensor) => tf.slice(words, [0], [1]));
    for (let call = 0; call < 5; call++) {
      const word = first(tf.tensor1d(['a', 'b'], 'string') as Tensor);
      expect(word.dataSync()[0]).toBe('a');
    }
    expect(said().filter((text) => text.includes('graphs take no tensors of type string'))).toHaveLength(1);
  });
});

describe('a function that is no graph', () => {
  const peeking = (x: Tensor) => tf.div(x, tf.max(x).dataSync()[0]!);

  it('stays as it is, is right, and says why once', () => {
    const said = warnings();
    const divide = compile(peeking);
    for (const top of [2, 4, 8, 16, 32])
      expect(numbersOf(divide(tf.tensor1d([1, top])))).toEqual([1 / top, 1]);
    const reason = hasGraphs
      ? "the step reads a tensor's values (of Max, shape [])"
      : `only TensorFlow’s native engine compiles; this is ${engine.backend}`;
    expect(said()).toEqual([
      `Warning: function “peeking” runs operation by operation, which is slower than compiled: ${reason}.\n`,
    ]);
  });

  it('is an error where a graph is required', () => {
    if (!hasGraphs) {
      expect(() => compile(peeking, { required: true })).toThrow(
        `compile: required is true, but only TensorFlow’s native engine compiles; this is ${engine.backend}.`,
      );
      return;
    }
    const divide = compile(peeking, { required: true });
    const x = tf.tensor1d([1, 2]);
    const before = settledTensorCount();
    const call = () => divide(x).dispose();
    call();
    expect(call).toThrow(
      new ArgumentError(
        "compile: required is true, but function “peeking” cannot be compiled: the step reads a tensor's values (of Max, shape []). Leave required out to run it operation by operation.",
      ),
    );
    expect(call).toThrow(ArgumentError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.runIf(hasGraphs)('a graph', () => {
  it('whose function has changed is found out and made anew', () => {
    const said = warnings();
    let factor = 2;
    const multiply = compile((x: Tensor) => tf.mul(x, factor));
    const x = tf.scalar(1);
    for (let call = 0; call < 20; call++) expect(numbersOf(multiply(x))).toEqual([2]);
    factor = 3;
    const results = Array.from({ length: 20 }, () => numbersOf(multiply(x))[0]!);
    // Calls 21 to 31 repeat what was, call 32 is compared.
    expect(results).toEqual([...new Array<number>(11).fill(2), ...new Array<number>(9).fill(3)]);
    expect(said()).toEqual([
      'Warning: the function does something else now than when its graph was made: a number that JavaScript computes changes from call to call. Until now the graph has repeated what it was then; hand what changes over as a tensor.\n',
    ]);
  });

  it('steps aside where a gradient is taken of it, or a larger function is compiled', () => {
    const said = warnings();
    const cube = compile((x: Tensor) => tf.mul(x, tf.square(x)));
    const x = tf.scalar(2);
    for (let call = 0; call < 5; call++) expect(numbersOf(cube(x))).toEqual([8]);
    expect(numbersOf(tf.grad((one) => cube(one))(x))).toEqual([12]);
    const body = vi.fn((one: Tensor) => tf.add(cube(one), 1));
    const outer = compile(body);
    for (let call = 0; call < 5; call++) expect(numbersOf(outer(x))).toEqual([9]);
    expect(body).toHaveBeenCalledTimes(3);
    expect(said()).toEqual([]);
  });

  it('of a model’s predictions steps aside, too', () => {
    const model = models.sequential([
      layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones', activation: 'relu' }),
    ]);
    const x = tf.tensor2d([[3]]);
    vi.stubEnv('CUADERNO_COMPILE', 'soon');
    for (let call = 0; call < 5; call++) expect(numbersOf(model.predictOnBatch(x))).toEqual([3]);
    const slope = tf.grad((one) => tf.square(model.predictOnBatch(one)));
    expect(numbersOf(slope(x))).toEqual([6]);
    vi.unstubAllEnvs();
  });
});
