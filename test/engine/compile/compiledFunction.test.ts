/** Functions of tensors as graphs: nobody can tell the difference but by the clock. */
import vm from 'node:vm';
import type { Variable } from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CompiledFunction, type TensorFunction } from '../../../src/engine/compile/index.js';
import { freshTensor, labelled, onEveryCall, type Tensor, tf } from '../../../src/engine/index.js';
import { nativeBackend, withBinding } from '../../../src/engine/nativeBackend.js';
import { operationLabel } from '../../../src/engine/operationLabel.js';
import { settledTensorCount } from '../../tensorCount.js';

const made: CompiledFunction[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
  vi.restoreAllMocks();
});

function compiled(fn: TensorFunction, onEager?: (reason: string) => void): CompiledFunction {
  const result = new CompiledFunction((inputs) => tf.tidy(() => fn(inputs)), { when: 'soon', onEager });
  made.push(result);
  return result;
}

/** The first output's numbers, which are disposed. */
function numbers(fn: CompiledFunction, inputs: Tensor[], variant?: string): number[] {
  const outputs = fn.call(inputs, variant);
  const values = [...outputs[0]!.dataSync()];
  tf.dispose(outputs);
  return values;
}

describe('a compiled function', () => {
  it('runs as a graph from the fourth call on, without calling the function', () => {
    const body = vi.fn<TensorFunction>(([x]) => [tf.relu(tf.add(tf.mul(x!, 2), 1))]);
    const fn = compiled(body);
    const results = [1, 2, 3, 4, -5].map((value) => numbers(fn, [tf.tensor1d([value, -value])]));
    expect(results).toEqual([
      [3, 0],
      [5, 0],
      [7, 0],
      [9, 0],
      [0, 11],
    ]);
    expect(body).toHaveBeenCalledTimes(3);
    expect(fn.graph([tf.tensor1d([1, 2])])?.nodes.map(({ op }) => op)).toContain('Relu');
  });

  it('has a graph for every shape, type and variant', () => {
    const fn = compiled(([x]) => [tf.sum(tf.cast(x!, 'float32'))]);
    for (let call = 0; call < 5; call++) {
      expect(numbers(fn, [tf.tensor1d([1, 2, 3])])).toEqual([6]);
      expect(numbers(fn, [tf.tensor1d([1, 2])])).toEqual([3]);
      expect(numbers(fn, [tf.tensor1d([1, 2], 'int32')])).toEqual([3]);
      expect(numbers(fn, [tf.tensor1d([1, 2])], 'other')).toEqual([3]);
    }
    const graphs = [
      fn.graph([tf.tensor1d([1, 2, 3])]),
      fn.graph([tf.tensor1d([1, 2])]),
      fn.graph([tf.tensor1d([1, 2], 'int32')]),
      fn.graph([tf.tensor1d([1, 2])], 'other'),
    ];
    expect(new Set(graphs).size).toBe(4);
    expect(graphs).not.toContain(undefined);
  });

  it('reads and moves variables, also those set from outside in between', () => {
    const counter: Variable = tf.variable(tf.scalar(10));
    const fn = compiled(([x]) => {
      counter.assign(tf.add(counter, x!) as Variable);
      return [tf.mul(counter, 2)];
    });
    const x = tf.scalar(1);
    expect([1, 2, 3, 4, 5].map(() => numbers(fn, [x])[0])).toEqual([22, 24, 26, 28, 30]);
    counter.assign(tf.scalar(100) as Tensor as Variable);
    expect(numbers(fn, [x])).toEqual([202]);
    expect(counter.dataSync()[0]).toBe(101);
  });

  it('keeps variables apart that were set from one tensor', () => {
    const start = tf.tensor1d([1, 2]);
    const [a, b]: Variable[] = [tf.variable(start), tf.variable(start)] as Variable[];
    const fn = compiled(() => {
      const sum = tf.add(a!, b!);
      a!.assign(tf.add(a!, 1) as Variable);
      return [sum];
    });
    const results = [0, 1, 2, 3, 4].map(() => numbers(fn, []));
    expect(results).toEqual([
      [2, 4],
      [3, 5],
      [4, 6],
      [5, 7],
      [6, 8],
    ]);
    b!.assign(tf.tensor1d([0, 0]) as Tensor as Variable);
    expect(numbers(fn, [])).toEqual([6, 7]);
  });

  it('asks JavaScript for fresh numbers, and does what else a call does, at every call', () => {
    let step = 0;
    const fn = compiled(([x]) => {
      const factor = freshTensor({ shape: [], dtype: 'float32', read: () => [step + 1] });
      onEveryCall(() => {
        step++;
      });
      return [tf.mul(x!, factor)];
    });
    expect([1, 2, 3, 4, 5, 6].map(() => numbers(fn, [tf.scalar(10)])[0])).toEqual([10, 20, 30, 40, 50, 60]);
    expect(step).toBe(6);
    expect(fn.graph([tf.scalar(10)])).toBeDefined();
  });

  it('reads tensors of elsewhere, and lives longer than they', () => {
    const elsewhere = tf.tensor1d([1, 2]);
    const fn = compiled(([x]) => [tf.add(x!, elsewhere)]);
    const x = tf.tensor1d([10, 10]);
    for (let call = 0; call < 4; call++) expect(numbers(fn, [x])).toEqual([11, 12]);
    elsewhere.dispose();
    expect(numbers(fn, [x])).toEqual([11, 12]);
  });

  it('may return its input, a variable or a constant', () => {
    const variable = tf.variable(tf.scalar(7));
    const fn = compiled(([x]) => [tf.clone(x!), tf.clone(variable), tf.scalar(3)]);
    for (let call = 0; call < 5; call++) {
      const outputs = fn.call([tf.scalar(call)]);
      expect(outputs.map((one) => one.dataSync()[0])).toEqual([call, 7, 3]);
      tf.dispose(outputs);
    }
    expect(fn.graph([tf.scalar(0)])).toBeDefined();
  });

  it('lets gradients through, and another function that is being compiled', () => {
    const inner = compiled(([x]) => [tf.square(x!)]);
    const outer = compiled(([x]) => [tf.add(inner.call([x!])[0]!, 1)]);
    const slope = tf.grad((x) => inner.call([x])[0]!);
    for (let call = 0; call < 6; call++) {
      expect(numbers(inner, [tf.scalar(3)])).toEqual([9]);
      expect(slope(tf.scalar(3)).dataSync()[0]).toBe(6);
      expect(numbers(outer, [tf.scalar(3)])).toEqual([10]);
    }
    expect(inner.graph([tf.scalar(3)])).toBeDefined();
    expect(outer.graph([tf.scalar(3)])).toBeDefined();
  });

  it('is none the worse when JavaScript is ended in the middle of a recording', async () => {
    let isEndless = false;
    const fn = compiled(([x]) =>
      labelled('endless', () => {
        const result = tf.mul(x!, 2);
        while (isEndless);
        return [result];
      }),
    );
    const x = tf.scalar(2);
    numbers(fn, [x]);
    isEndless = true;
    const whole = globalThis as { callEndless?: () => void };
    whole.callEndless = () => void fn.call([x]);
    expect(() => new vm.Script('callEndless()').runInThisContext({ timeout: 100 })).toThrow(/timed out/);
    delete whole.callEndless;
    await Promise.resolve();
    expect(operationLabel()).toBeUndefined();
    isEndless = false;
    for (let call = 0; call < 5; call++) expect(numbers(fn, [x])).toEqual([4]);
    expect(fn.graph([x])?.nodes.filter(({ op }) => op === 'Mul')).toHaveLength(1);
  });

  it('has the same gradients', () => {
    const fn = compiled(([x]) => [tf.grad((one) => tf.sum(tf.relu(tf.square(one))) as Tensor)(x!)]);
    for (let call = 0; call < 5; call++)
      expect(numbers(fn, [tf.tensor1d([1, -2, call])])).toEqual([2, -4, 2 * call]);
    expect(fn.graph([tf.tensor1d([0, 0, 0])])).toBeDefined();
  });
});

describe('a function that is no graph stays eager, and right', () => {
  const reasons: string[] = [];
  afterEach(() => reasons.splice(0));
  const watched = (fn: TensorFunction): CompiledFunction => compiled(fn, (reason) => reasons.push(reason));

  it('because it reads values back', () => {
    const fn = watched(([x]) =>
      labelled('peeking', () => {
        const largest = tf.max(x!).dataSync()[0]!;
        return [tf.div(x!, largest)];
      }),
    );
    expect(numbers(fn, [tf.tensor1d([1, 2])])).toEqual([0.5, 1]);
    for (const top of [4, 8, 16, 32]) expect(numbers(fn, [tf.tensor1d([1, top])])).toEqual([1 / top, 1]);
    expect(reasons).toEqual(["layer “peeking” reads a tensor's values (of Max, shape [])"]);
  });

  it('because it reads its input or a variable', () => {
    const variable = tf.variable(tf.scalar(1));
    const ofInput = watched(([x]) => [tf.scalar(x!.dataSync()[0]! + 1)]);
    const ofVariable = watched(() => [tf.scalar(variable.dataSync()[0]! + 1)]);
    for (const value of [1, 2, 3, 4, 5]) {
      variable.assign(tf.scalar(value));
      expect(numbers(ofInput, [tf.scalar(value)])).toEqual([value + 1]);
      expect(numbers(ofVariable, [])).toEqual([value + 1]);
    }
    expect(reasons).toHaveLength(2);
  });

  it('because JavaScript draws random numbers', () => {
    const fn = watched(([x]) => [tf.mul(x!, Math.random())]);
    const results = [0, 1, 2, 3, 4, 5].map(() => numbers(fn, [tf.scalar(1)])[0]);
    expect(new Set(results).size).toBe(6);
    expect(reasons).toEqual(['a number that JavaScript computes changes from call to call']);
  });

  it('because it does another thing at every call', () => {
    let call = 0;
    const fn = watched(([x]) => [call++ % 2 === 0 ? tf.square(x!) : tf.neg(x!)]);
    expect([0, 1, 2, 3, 4, 5].map(() => numbers(fn, [tf.scalar(3)])[0])).toEqual([9, -3, 9, -3, 9, -3]);
    expect(reasons[0]).toMatch(/^it computes differently from call to call/);
  });

  it('because TensorFlow does not take the graph', () => {
    // Eagerly TensorFlow finds the operation's type by itself; a graph must say it.
    const backend = tf.backend() as unknown as {
      executeSingleOutput(op: string, attributes: object[], inputs: Tensor[]): Tensor;
    };
    const fn = watched(([x]) => [backend.executeSingleOutput('Softsign', [], [x!])]);
    for (let call = 0; call < 5; call++) expect(numbers(fn, [tf.tensor1d([1, -1])])).toEqual([0.5, -0.5]);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/^TensorFlow does not run it as a graph \(/);
  });

  it('because the graph gives other numbers: TensorFlow draws its own', () => {
    const fn = watched(([x]) => [
      tf.add(x!, tf.cast(tf.multinomial(tf.zeros([100]) as never, 4, 7), 'float32')),
    ]);
    for (let call = 0; call < 5; call++) numbers(fn, [tf.zeros([4])]);
    expect(reasons).toEqual(['as a graph it gave other numbers than step by step']);
  });

  it('because the graph gives other numbers, the same ones every time', () => {
    const backend = nativeBackend()!;
    const { binding } = backend;
    const fn = watched(([x]) => [tf.sqrt(x!)]);
    // What runs is not what was asked for, and what the graph will have.
    const executeOp: typeof binding.executeOp = (name, ...rest) =>
      binding.executeOp(name === 'Sqrt' ? 'Rsqrt' : name, ...rest);
    withBinding(backend, { executeOp }, () => {
      for (let call = 0; call < 5; call++) expect(numbers(fn, [tf.tensor1d([4])])).toEqual([0.5]);
    });
    expect(reasons).toEqual(['as a graph it gave other numbers than step by step']);
  });

  it('and goes on where the function throws', () => {
    const fn = compiled(([x]) => [tf.reshape(x!, [2, 2])]);
    for (let call = 0; call < 4; call++) {
      expect(() => fn.call([tf.tensor1d([1, 2, 3])])).toThrow(/reshape|Size/);
      expect(numbers(fn, [tf.tensor1d([1, 2, 3, 4])])).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('a graph', () => {
  it('is made anew when a setting has changed and it is doubted', () => {
    let factor = 2;
    const fn = compiled(([x]) => [tf.mul(x!, factor)]);
    const x = tf.scalar(1);
    for (let call = 0; call < 30; call++) expect(numbers(fn, [x])).toEqual([2]);
    factor = 3;
    fn.doubt();
    for (let call = 0; call < 6; call++) expect(numbers(fn, [x])).toEqual([3]);
    expect(fn.graph([x])).toBeDefined();
  });

  it('stays the same when nothing has changed', () => {
    const body = vi.fn<TensorFunction>(([x]) => [tf.mul(x!, 2)]);
    const fn = compiled(body);
    const x = tf.scalar(1);
    for (let call = 0; call < 30; call++) numbers(fn, [x]);
    const graph = fn.graph([x]);
    fn.doubt();
    for (let call = 0; call < 30; call++) numbers(fn, [x]);
    expect(fn.graph([x])).toBe(graph);
    expect(body).toHaveBeenCalledTimes(4);
  });

  it('gives way to others: only the last few are kept', () => {
    const fn = compiled(([x]) => [tf.sum(x!)]);
    const inputs = Array.from({ length: 30 }, (_, length) => tf.ones([length + 1]));
    for (const x of inputs) for (let call = 0; call < 4; call++) expect(numbers(fn, [x])).toEqual([x.size]);
    expect(inputs.filter((x) => fn.graph([x]) !== undefined)).toHaveLength(16);
    for (const x of inputs) expect(numbers(fn, [x])).toEqual([x.size]);
  });

  it('leaves no tensor behind', () => {
    const variable = tf.variable(tf.ones([4]));
    const before = settledTensorCount();
    const fn = compiled(([x]) => {
      const seed = freshTensor({ shape: [], dtype: 'float32', read: () => [1] });
      variable.assign(tf.add(variable, tf.mul(x!, seed)) as Variable);
      return [tf.sum(variable)];
    });
    const x = tf.ones([4]);
    for (let call = 0; call < 100; call++) numbers(fn, [x]);
    expect(tf.memory().numTensors - before).toBe(1);
    fn.dispose();
    expect(tf.memory().numTensors - before).toBe(1);
  });
});
