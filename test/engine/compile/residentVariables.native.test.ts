/** Variables that stay in a graph's session: whatever is done with them between two steps, they are what they would be if
 *  every step ran operation by operation. */
import type { Variable } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompiledFunction, type TensorFunction } from '../../../src/engine/compile/index.js';
import { type Tensor, tf } from '../../../src/engine/index.js';
import { nativeBackend, withBinding } from '../../../src/engine/nativeBackend.js';
import { optimizers } from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

const kinds = {
  adam: () => optimizers.adam({ learningRate: 0.05 }),
  amsgrad: () => optimizers.adam({ learningRate: 0.05, amsgrad: true }),
  // Its weights shrink before Adam moves them: they do not stay, its moments do.
  adamW: () => optimizers.adamW({ learningRate: 0.05, weightDecay: 0.1 }),
};

/** Two weights that learn, and what learns them, with a graph or without. */
class Pupil {
  readonly weights: Variable[];
  readonly optimizer: ReturnType<(typeof kinds)['adam']>;
  readonly fn: CompiledFunction | undefined;
  private readonly body: TensorFunction;

  constructor(kind: keyof typeof kinds, isCompiled: boolean) {
    const [first, second] = [tf.linspace(-1, 1, 6), tf.linspace(1, 2, 2)];
    this.weights = [tf.variable(tf.reshape(first, [3, 2])), tf.variable(second)] as Variable[];
    this.optimizer = kinds[kind]();
    this.body = ([x]) =>
      tf.tidy(() => {
        const [w, b] = this.weights as [Variable, Variable];
        const { value, grads } = tf.variableGrads(
          () => tf.mean(tf.square(tf.add(tf.matMul(x as never, w as never), b))),
          [w, b],
        );
        this.optimizer.applyGradients(grads);
        return [value];
      });
    this.fn = isCompiled ? new CompiledFunction(this.body, { when: 'soon' }) : undefined;
  }

  step(rows: number): number {
    const x = tf.tidy(() => tf.reshape(tf.linspace(-1, 1, rows * 3), [rows, 3]) as Tensor);
    const outputs = this.fn === undefined ? this.body([x]) : this.fn.call([x]);
    const [loss] = outputs[0]!.dataSync();
    tf.dispose([x, ...outputs]);
    return loss!;
  }

  /** All that it knows. */
  get state(): number[] {
    const states = this.optimizer.variables().map(({ tensor }) => tensor);
    const numbers = [...(this.weights as Tensor[]), ...states].flatMap((one) => [...one.dataSync()]);
    tf.dispose(states);
    return numbers;
  }

  dispose(): void {
    this.fn?.dispose();
    this.optimizer.dispose();
    tf.dispose(this.weights as Tensor[]);
  }
}

/** What may happen between two steps: numbers to compare at once, or a tensor that is read at the end. */
const deeds = {
  step: (pupil: Pupil) => [pupil.step(2)],
  otherStep: (pupil: Pupil) => [pupil.step(4)],
  read: (pupil: Pupil) => [...pupil.weights[0]!.dataSync()],
  use: (pupil: Pupil) => [tf.tidy(() => tf.sum(pupil.weights[1]!).dataSync()[0]!)],
  readAll: (pupil: Pupil) => pupil.state,
  clone: (pupil: Pupil) => tf.keep(tf.clone(pupil.weights[0] as Tensor)),
  reshape: (pupil: Pupil) => tf.keep(tf.reshape(pupil.weights[0] as Tensor, [6])),
  set(pupil: Pupil): number[] {
    const value = tf.tensor1d([0.5, -0.5]);
    pupil.weights[1]!.assign(value as Tensor as Variable);
    value.dispose();
    return [];
  },
  double(pupil: Pupil): number[] {
    const states = pupil.optimizer.variables().map(({ tensor }) => tensor);
    const doubled = states.map((one, index) => (index < 2 ? one.clone() : tf.mul(one, 2)));
    pupil.optimizer.setVariables(doubled);
    tf.dispose([states, doubled]);
    return [];
  },
  doubt(pupil: Pupil): number[] {
    pupil.fn?.doubt();
    return [];
  },
  forget(pupil: Pupil): number[] {
    pupil.fn?.dispose();
    return [];
  },
} as const;

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 4);
};

describe('a variable that stays in the session', () => {
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    'is the same as step by step, whatever is done between two steps: %s',
    (kind) => {
      const deed = fc.constantFrom(
        ...(Object.keys(deeds) as (keyof typeof deeds)[]),
        'step',
        'step',
      ) as fc.Arbitrary<keyof typeof deeds>;
      fc.assert(
        fc.property(fc.array(deed, { minLength: 5, maxLength: 25 }), (names) => {
          const pupils = [new Pupil(kind, true), new Pupil(kind, false)] as const;
          const kept: [Tensor, Tensor][] = [];
          try {
            const warmUp = [...Array(4).fill('step'), ...Array(4).fill('otherStep')] as typeof names;
            for (const name of [...warmUp, ...names]) {
              const [ours, theirs] = pupils.map((pupil) => deeds[name](pupil));
              if (Array.isArray(ours)) close(ours, theirs as number[]);
              else kept.push([ours as Tensor, theirs as Tensor]);
            }
            for (const [ours, theirs] of kept) close([...ours.dataSync()], [...theirs.dataSync()]);
            pupils[0].fn!.dispose();
            close(pupils[0].state, pupils[1].state);
          } finally {
            tf.dispose(kept.flat());
            for (const pupil of pupils) pupil.dispose();
          }
        }),
        { numRuns: 25 },
      );
    },
  );

  it('is neither handed in nor out while nobody else sets or reads it', () => {
    const pupil = new Pupil('adam', true);
    const backend = nativeBackend()!;
    const calls: { fed: number; fetched: number }[] = [];
    const { binding } = backend;
    const counting = {
      runSavedModel(...call: Parameters<typeof binding.runSavedModel>) {
        const results = binding.runSavedModel(...call);
        calls.push({ fed: call[1].length, fetched: results.length });
        return results;
      },
    };
    for (let step = 0; step < 5; step++) pupil.step(2);
    withBinding(backend, counting, () => {
      pupil.step(2);
      pupil.step(2);
      // x, the rate and the step's number; the loss, and that the variables were moved.
      expect(calls.splice(0)).toEqual([
        { fed: 3, fetched: 2 },
        { fed: 3, fetched: 2 },
      ]);
      pupil.weights[0]!.dataSync();
      pupil.weights[1]!.dataSync();
      // Both weights and two moments of each, once.
      expect(calls.splice(0)).toEqual([{ fed: 0, fetched: 6 }]);
      pupil.step(2);
      expect(calls.splice(0)).toEqual([{ fed: 3, fetched: 2 }]);
      deeds.set(pupil);
      pupil.step(2);
      expect(calls.map(({ fed }) => fed)).toEqual([0, 6, 3]);
    });
    pupil.dispose();
  });

  it('goes on from what JavaScript has when a step was interrupted before its results were there', () => {
    const pupils = [new Pupil('adam', true), new Pupil('adam', false)] as const;
    for (const pupil of pupils) for (let step = 0; step < 6; step++) pupil.step(2);
    const { state } = pupils[0];
    const backend = nativeBackend()!;
    const { binding } = backend;
    const interrupted = {
      runSavedModel(...call: Parameters<typeof binding.runSavedModel>) {
        for (const { id } of binding.runSavedModel(...call)) binding.deleteTensor(id);
        throw new Error('interrupted');
      },
    };
    expect(() => withBinding(backend, interrupted, () => pupils[0].step(2))).toThrow('interrupted');
    expect(pupils[0].state).toEqual(state);
    for (const pupil of pupils) pupil.step(2);
    close(pupils[0].state, pupils[1].state);
    for (const pupil of pupils) pupil.dispose();
  });

  it('is moved after whatever still reads its old value, and is not copied for it', () => {
    const weights = [tf.ones([3, 2]), tf.ones([2, 4])].map((one) => tf.variable(one)) as Variable[];
    const optimizer = kinds.adam();
    const fn = new CompiledFunction(
      ([x]) =>
        tf.tidy(() => {
          const product = () => weights.reduce((y, w) => tf.matMul(y, w as never), x as never) as Tensor;
          const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(product())), weights);
          optimizer.applyGradients(grads);
          return [value];
        }),
      { when: 'soon' },
    );
    const x = tf.ones([2, 3]);
    for (let call = 0; call < 4; call++) tf.dispose(fn.call([x]));
    const { nodes } = fn.graph([x])!;
    const waits = nodes
      .filter(({ op }) => op === 'ResourceApplyAdam')
      .map(({ inputs }) => inputs.filter((input) => input.startsWith('^')).map((input) => input.slice(1)));
    // The second layer's weights are read once more, for the gradient of the first one's output.
    const again = nodes.filter(({ name }) => waits[1]?.includes(name));
    expect(waits[0]).not.toContain(again.at(-1)?.name);
    expect(again.map(({ op }) => op)).toContain('MatMul');
    fn.dispose();
    optimizer.dispose();
    tf.dispose([x, ...(weights as Tensor[])]);
  });

  it('leaves no tensor behind, read or not', () => {
    const before = settledTensorCount();
    const pupil = new Pupil('adam', true);
    for (let step = 0; step < 6; step++) pupil.step(2);
    const during = tf.memory().numTensors;
    for (let step = 0; step < 20; step++) {
      pupil.step(2);
      if (step % 3 === 0) pupil.state;
    }
    expect(tf.memory().numTensors).toBe(during);
    pupil.dispose();
    expect(settledTensorCount()).toBe(before);
  });
});
