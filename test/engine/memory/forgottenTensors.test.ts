/** Tensors that nothing reaches are freed; those that anything still needs are not. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { collectForgottenTensors } from '../../../src/engine/tensorflow.js';
import { layers, losses, models, setSeed, type Tensor, tf } from '../../../src/index.js';

/** Makes garbage in a function of its own, so that no register of the test's frame holds on to it. */
function forget(make: () => unknown): void {
  make();
}

interface Counts {
  tensors: number;
  buffers: number;
  bytes: number;
}

function counts(): Counts {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes };
}

/** Collects before every n-th tensor, in the middle of whatever is computed. */
function collectOften(every: number): () => void {
  const engine = tf.engine() as unknown as { trackTensor(tensor: Tensor, backend: object): void };
  const before = engine.trackTensor;
  let made = 0;
  engine.trackTensor = (tensor, backend) => {
    before.call(engine, tensor, backend);
    if (++made % every === 0) collectForgottenTensors();
  };
  return () => {
    engine.trackTensor = before;
  };
}

const undo: (() => void)[] = [];
afterEach(() => {
  for (const restore of undo.splice(0)) restore();
});

describe('forgotten tensors', () => {
  it('stay few in a loop that never lets the event loop turn', () => {
    collectForgottenTensors();
    const start = counts();
    let mostBytes = 0;
    for (let round = 0; round < 10_000; round++) {
      forget(() => tf.fill([100, 100], round));
      mostBytes = Math.max(mostBytes, tf.memory().numBytes);
    }
    // 10,000 · 40,000 bytes were made; the limit is 64 MiB more than twice what was alive.
    expect(mostBytes).toBeLessThan(2 * start.bytes + 65 * 1024 * 1024);
    collectForgottenTensors();
    expect(counts()).toEqual(start);
  });

  it('stay few where small ones pile up between turns of the event loop', async () => {
    collectForgottenTensors();
    const start = counts();
    let most = 0;
    for (let round = 0; round < 20_000; round++) {
      forget(() => tf.scalar(round));
      most = Math.max(most, tf.memory().numTensors);
      if (round % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBeLessThan(2 * start.tensors + 4200);
    collectForgottenTensors();
    expect(counts()).toEqual(start);
  });

  it('are freed where they leave tidy, are kept, or are lost by an error', () => {
    collectForgottenTensors();
    const start = counts();
    forget(() => tf.tidy(() => [tf.ones([3]), { deep: tf.ones([4]) }]));
    forget(() => tf.tidy(() => tf.tidy(() => tf.keep(tf.ones([5])))));
    forget(() => tf.grad((x: Tensor) => tf.sum(tf.mul(x, x)))(tf.ones([6])));
    forget(() => {
      expect(() =>
        tf.grad((x: Tensor): Tensor => {
          tf.mul(x, x);
          throw new Error('half-way');
        })(tf.ones([6])),
      ).toThrow('half-way');
    });
    // The tape of the failed gradient is dropped when the next one begins.
    forget(() => tf.grad((x: Tensor) => tf.sum(x))(tf.ones([2])));
    collectForgottenTensors();
    expect(counts()).toEqual(start);
  });

  it('share their data with what lives on', () => {
    collectForgottenTensors();
    const start = counts();
    const views: Tensor[] = [];
    forget(() => {
      const base = tf.tensor1d([1, 2, 3, 4]);
      views.push(tf.reshape(base, [2, 2]), tf.clone(base));
      views.push(tf.variable(tf.reshape(base, [4, 1])));
    });
    collectForgottenTensors();
    for (const view of views) expect([...view.dataSync()]).toEqual([1, 2, 3, 4]);
    tf.dispose(views);
    expect(counts()).toEqual(start);
  });

  it('frees the variables of a dropped model, and their names', async () => {
    collectForgottenTensors();
    const start = counts();
    forget(() => tf.variable(tf.ones([3]), true, 'forgotten_weight'));
    collectForgottenTensors();
    expect('forgotten_weight' in tf.engine().registeredVariables).toBe(false);
    const again = tf.variable(tf.zeros([3]), true, 'forgotten_weight');
    expect(tf.engine().registeredVariables.forgotten_weight).toBe(again);
    collectForgottenTensors();
    expect([...again.dataSync()]).toEqual([0, 0, 0]);
    again.dispose();
    for (let round = 0; round < 12; round++) {
      const model = models.sequential([layers.dense({ units: 50, inputShape: [50] })]);
      await model.predict(tf.ones([2, 50]));
    }
    await new Promise((resolve) => setImmediate(resolve));
    collectForgottenTensors();
    // tfjs caches the order of the last models' layers, and so holds four of them (two weights each).
    expect(counts().tensors - start.tensors).toBeLessThanOrEqual(2 * 4);
  });

  it('never loses what a closure, an array, a variable or a tape still needs', () => {
    collectForgottenTensors();
    const start = counts();
    fc.assert(fc.property(fc.array(action, { minLength: 1, maxLength: 40 }), runActions), { numRuns: 60 });
    collectForgottenTensors();
    expect(counts()).toEqual(start);
  });

  it('does not disturb a training: the same losses with collections in the middle of its steps', async () => {
    const losses = async (): Promise<number[]> => {
      setSeed(7);
      const model = makeModel();
      const x = tf.randomNormal([24, 8, 8, 2], 0, 1, 'float32', 3);
      const y = tf.tensor1d(Array.from({ length: 24 }, (_, index) => index % 3));
      const history = await model.fit([x, y], { epochs: 2, batchSize: 8, verbose: 0 });
      return history.history.loss!;
    };
    const undisturbed = await losses();
    undo.push(collectOften(29));
    expect(await losses()).toEqual(undisturbed);
  });
});

function makeModel(): models.Sequential {
  const model = models.sequential([
    layers.conv2D({ filters: 4, kernelSize: 3, inputShape: [8, 8, 2], activation: 'relu' }),
    layers.batchNormalization(),
    layers.maxPooling2D({ poolSize: 2 }),
    layers.dropout({ rate: 0.2 }),
    layers.flatten(),
    layers.dense({ units: 3 }),
  ]);
  model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });
  return model;
}

/** A step of a random program over a list of living tensors, each with the numbers it must hold. */
type Action = { kind: (typeof kinds)[number]; at: number; other: number };

const kinds = [
  'make',
  'reshape',
  'clone',
  'add',
  'tidyAdd',
  'gradient',
  'variable',
  'assign',
  'drop',
  'dispose',
  'collect',
] as const;

const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(100),
  other: fc.nat(100),
});

interface Living {
  tensor: Tensor;
  numbers: number[];
}

function runActions(actions: Action[]): void {
  const living: Living[] = [];
  for (const { kind, at, other } of actions) {
    const one = living[at % Math.max(living.length, 1)];
    const two = living[other % Math.max(living.length, 1)];
    if (kind === 'collect') collectForgottenTensors();
    else if (kind === 'make' || one === undefined || two === undefined) {
      living.push({ tensor: tf.tensor1d([at, other, 1, 2]), numbers: [at, other, 1, 2] });
    } else if (kind === 'drop') living.splice(living.indexOf(one), 1);
    else if (kind === 'dispose') {
      living.splice(living.indexOf(one), 1);
      one.tensor.dispose();
    } else if (kind === 'assign') {
      if (!(one.tensor instanceof tf.Variable)) continue;
      one.tensor.assign(tf.reshape(two.tensor, one.tensor.shape));
      one.numbers = two.numbers;
    } else living.push(derive(kind, one, two));
  }
  collectForgottenTensors();
  for (const { tensor, numbers } of living) expect([...tensor.dataSync()]).toEqual(numbers);
}

function derive(kind: Action['kind'], one: Living, two: Living): Living {
  const flat = ({ tensor }: Living): Tensor => tf.reshape(tensor, [4]);
  const sum = one.numbers.map((number, index) => Math.fround(number + two.numbers[index]!));
  switch (kind) {
    case 'reshape':
      return { tensor: tf.reshape(one.tensor, [2, 2]), numbers: one.numbers };
    case 'clone':
      return { tensor: tf.clone(one.tensor), numbers: one.numbers };
    case 'add':
      return { tensor: tf.add(flat(one), flat(two)), numbers: sum };
    case 'tidyAdd':
      return { tensor: tf.tidy(() => tf.add(flat(one), flat(two))), numbers: sum };
    case 'gradient': {
      // d/dx Σ x·y = y, with a collection between the forward and the backward pass.
      const gradient = tf.grad((x: Tensor) => {
        const product = tf.mul(x, flat(two));
        collectForgottenTensors();
        return tf.sum(product);
      });
      return { tensor: gradient(flat(one)), numbers: two.numbers };
    }
    default:
      return { tensor: tf.variable(one.tensor), numbers: one.numbers };
  }
}
