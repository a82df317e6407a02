/** What all optimizers share: state, learning rate, frozen variables, memory. */
import { afterEach, describe, expect, it } from 'vitest';
import { ArgumentError, optimizers, schedules, tf } from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

const makers: Record<string, (args: optimizers.OptimizerArgs) => optimizers.Optimizer> = {
  adadelta: optimizers.adadelta,
  adagrad: optimizers.adagrad,
  adam: optimizers.adam,
  adamW: optimizers.adamW,
  adamax: optimizers.adamax,
  ftrl: optimizers.ftrl,
  lion: optimizers.lion,
  muon: optimizers.muon,
  nadam: optimizers.nadam,
  rmsprop: (args) => optimizers.rmsprop({ momentum: 0.5, centered: true, ...args }),
  sgd: (args) => optimizers.sgd({ momentum: 0.9, nesterov: true, ...args }),
};
const names = Object.keys(makers);

const start = [1, -2, 3, 0.5, -0.25, 2];

function weights(name: string): ReturnType<typeof tf.variable> {
  return tf.tidy(() => tf.variable(tf.tensor2d(start, [2, 3]), true, name));
}

/** A step down ½‖w‖², whose gradient is w. */
function step(optimizer: optimizers.Optimizer, ...variables: ReturnType<typeof tf.variable>[]): void {
  const gradients = variables.map((variable) => ({ name: variable.name, tensor: variable.clone() }));
  optimizer.applyGradients(gradients);
  for (const { tensor } of gradients) tensor.dispose();
}

function lengthOf(variable: ReturnType<typeof tf.variable>): number {
  return Math.hypot(...variable.dataSync());
}

afterEach(() => tf.disposeVariables());

describe.each(names)('%s', (name) => {
  const make = makers[name]!;

  it('goes downhill', () => {
    const variable = weights('w');
    const optimizer = make({ learningRate: name === 'adadelta' ? 1 : 0.05 });
    for (let count = 0; count < 30; count++) step(optimizer, variable);
    expect(lengthOf(variable)).toBeLessThan(lengthOf(weights('unmoved')));
    expect(optimizer.iterations).toBe(30);
  });

  it('keeps no tensor but its state, and frees that', () => {
    const variable = weights('w');
    const before = settledTensorCount();
    const optimizer = make({
      useEma: true,
      gradientAccumulationSteps: 2,
      globalClipnorm: 1,
      weightDecay: 0.1,
    });
    step(optimizer, variable);
    const withState = tf.memory().numTensors;
    for (let count = 0; count < 5; count++) step(optimizer, variable);
    expect(tf.memory().numTensors).toBe(withState);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes on from its saved state as if nothing had been', () => {
    const args = { learningRate: 0.05, useEma: true, gradientAccumulationSteps: 2 };
    const [variable, other] = [weights('w'), weights('other')];
    const [optimizer, restored] = [make(args), make(args)];
    for (let count = 0; count < 5; count++) step(optimizer, variable);
    other.assign(variable);
    restored.build([other]);
    const state = optimizer.variables();
    const before = settledTensorCount();
    restored.setVariables(state.map(({ tensor }) => tensor));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(state);
    for (let count = 0; count < 5; count++) {
      step(optimizer, variable);
      step(restored, other);
    }
    expect([...other.dataSync()]).toEqual([...variable.dataSync()]);
    expect(restored.iterations).toBe(optimizer.iterations);
  });

  it('goes on from tfjs’s form of its state', async () => {
    const variable = weights('w');
    const [optimizer, restored] = [make({ learningRate: 0.05 }), make({ learningRate: 0.05 })];
    for (let count = 0; count < 5; count++) step(optimizer, variable);
    const reached = variable.clone();
    await restored.setWeights(await optimizer.getWeights());
    step(optimizer, variable);
    const expected = [...variable.dataSync()];
    variable.assign(reached as ReturnType<typeof tf.variable>);
    step(restored, variable);
    expect([...variable.dataSync()]).toEqual(expected);
    expect(restored.iterations).toBe(6);
  });

  it('touches nothing that has no gradient', () => {
    const [variable, frozen] = [weights('w'), weights('frozen')];
    const optimizer = make({ weightDecay: 0.1, useEma: true, emaOverwriteFrequency: 1 });
    step(optimizer, variable, frozen);
    const frozenAt = [...frozen.dataSync()];
    step(optimizer, variable);
    optimizer.applyGradients({ w: variable, frozen: null as unknown as ReturnType<typeof tf.variable> });
    expect([...frozen.dataSync()]).toEqual(frozenAt);
    expect([...variable.dataSync()]).not.toEqual(frozenAt);
  });

  it('makes its step as a pure function, with rate and step as inputs', () => {
    const variable = weights('w');
    const optimizer = make({ learningRate: 0.05, clipnorm: 1 });
    step(optimizer, variable);
    const state = optimizer.variables();
    const slots = Object.fromEntries(
      state
        .filter((entry) => entry.name.startsWith('w_'))
        .map((entry) => [entry.name.slice(2), entry.tensor]),
    );
    const shared = state.filter((entry) => entry.name === 'variable').map(({ tensor }) => tensor);
    const before = [...variable.dataSync()];
    const weightDecay = name === 'adamW' || name === 'muon' ? 0.004 : null;
    const { value } = tf.tidy(() => {
      const whole = { value: variable, gradient: variable, slots, weightDecay };
      const { variables } = optimizer.updates([whole], tf.scalar(0.05), tf.scalar(2), shared);
      return { value: variables[0]!.value };
    });
    expect([...variable.dataSync()]).toEqual(before);
    step(optimizer, variable);
    expect([...value.dataSync()]).toEqual([...variable.dataSync()]);
  });

  it('is found by its name', () =>
    expect(optimizers.get(name.toUpperCase())).toBeInstanceOf(makers[name]!({}).constructor));

  it('is made again by its config', () => {
    const optimizer = make({ learningRate: 0.03, weightDecay: 0.2, clipvalue: 0.5, name: 'mine' });
    expect(make(optimizer.getConfig()).getConfig()).toEqual(optimizer.getConfig());
  });
});

describe('the learning rate', () => {
  it('can be set between steps', () => {
    const variable = weights('w');
    const optimizer = optimizers.sgd({ learningRate: 0.1 });
    step(optimizer, variable);
    expect(variable.dataSync()[0]).toBeCloseTo(0.9, 6);
    optimizer.learningRate = 0.5;
    step(optimizer, variable);
    expect(variable.dataSync()[0]).toBeCloseTo(0.45, 6);
    optimizer.learningRate = 0;
    step(optimizer, variable);
    expect(variable.dataSync()[0]).toBeCloseTo(0.45, 6);
  });

  it('follows a schedule, which only another schedule replaces', () => {
    const variable = weights('w');
    const schedule = schedules.piecewiseConstantDecay({ boundaries: [0], values: [0.1, 0.5] });
    const optimizer = optimizers.sgd({ learningRate: schedule });
    step(optimizer, variable);
    expect(optimizer.learningRate).toBe(0.5);
    step(optimizer, variable);
    expect(variable.dataSync()[0]).toBeCloseTo(0.9 * 0.5, 6);
    expect(optimizer.variables().map(({ name }) => name)).toEqual(['iteration']);
    const setNumber = (): void => {
      optimizer.learningRate = 0.2;
    };
    expect(setNumber).toThrow(ArgumentError);
    expect(setNumber).toThrow(
      'sgd: the learning rate follows a schedule (PiecewiseConstantDecay) and cannot be set to 0.2. ' +
        'Make the optimizer with a number as its learningRate, or set another schedule.',
    );
    optimizer.learningRate = schedules.exponentialDecay({
      initialLearningRate: 0.2,
      decaySteps: 1,
      decayRate: 1,
    });
    expect(optimizer.learningRate).toBeCloseTo(0.2, 6);
  });
});

describe('weight decay', () => {
  it('is decoupled: it does not pass through the means', () => {
    const variable = weights('w');
    const optimizer = optimizers.adam({ learningRate: 0.1, weightDecay: 0.5 });
    const zero = tf.zerosLike(variable);
    optimizer.applyGradients([{ name: 'w', tensor: zero }]);
    // w − 0.1 · 0.5 · w, and Adam's step of a gradient of 0 is 0.
    expect([...variable.dataSync()]).toEqual(start.map((weight) => expect.closeTo(weight * 0.95, 6)));
  });

  it('leaves out what is excluded, by variable and by name', () => {
    const [kernel, bias, gamma] = [weights('dense/kernel'), weights('dense/bias'), weights('norm/gamma')];
    const optimizer = optimizers
      .adamW({ weightDecay: 0.5, learningRate: 0.1 })
      .excludeFromWeightDecay({ names: ['bias'], variables: [gamma] });
    const gradients = [kernel, bias, gamma].map(({ name }) => ({ name, tensor: tf.zeros([2, 3]) }));
    optimizer.applyGradients(gradients);
    expect(kernel.dataSync()[0]).toBeCloseTo(0.95, 6);
    expect(bias.dataSync()[0]).toBe(1);
    expect(gamma.dataSync()[0]).toBe(1);
  });
});

describe('moving averages', () => {
  it('replace the weights when training ends, and only then', () => {
    const variable = weights('w');
    const optimizer = optimizers.sgd({ learningRate: 0.5, useEma: true, emaMomentum: 0.75 });
    step(optimizer, variable);
    step(optimizer, variable);
    // w: 1 → 0.5 → 0.25; the average begins with 0.5 and becomes 0.75 · 0.5 + 0.25 · 0.25.
    expect(variable.dataSync()[0]).toBeCloseTo(0.25, 6);
    optimizer.finalizeVariableValues([variable]);
    expect(variable.dataSync()[0]).toBeCloseTo(0.4375, 6);
  });
});

describe('optimizers', () => {
  it('can remember the same weights side by side', () => {
    const variable = weights('w');
    const [first, second] = [optimizers.adam(), optimizers.adam()];
    step(first, variable);
    step(second, variable);
    expect(second.iterations).toBe(1);
  });

  it('take in variables that are unfrozen later', () => {
    const [variable, late] = [weights('w'), weights('late')];
    const optimizer = optimizers.adam({ learningRate: 0.1 });
    step(optimizer, variable);
    step(optimizer, variable, late);
    expect(lengthOf(late)).toBeLessThan(lengthOf(weights('unmoved')));
  });
});

describe('optimizers refuse', () => {
  it.each<[() => unknown, string]>([
    [
      () => optimizers.adam({ learningRate: -1 }),
      'adam: learningRate must be a positive number, or a schedule such as schedules.cosineDecay({ … }); received -1.',
    ],
    [() => optimizers.sgd({ momentum: 1.5 }), 'sgd: momentum must be a number in [0, 1]; received 1.5.'],
    [() => optimizers.adam({ beta2: -0.1 }), 'adam: beta2 must be a number in [0, 1]; received -0.1.'],
    [
      () => optimizers.adam({ clipnorm: 1, clipvalue: 0.5 }),
      'adam: only one of clipnorm, clipvalue and globalClipnorm can be set; received clipnorm: 1, clipvalue: 0.5.',
    ],
    [() => optimizers.sgd({ clipnorm: 0 }), 'sgd: clipnorm must be a positive number; received 0.'],
    [() => optimizers.sgd({ emaMomentum: 2 }), 'sgd: emaMomentum must be a number in [0, 1]; received 2.'],
    [
      () => optimizers.rmsprop({ gradientAccumulationSteps: 1 }),
      'rmsprop: gradientAccumulationSteps must be a whole number of at least 2; received 1.',
    ],
    [
      () => optimizers.lion({ beta1: 0 }),
      'lion: beta1 must be in (0, 1]: with 0 only the sign of the gradient is left.',
    ],
    [
      () => optimizers.ftrl({ learningRatePower: 0.5 }),
      'ftrl: learningRatePower must be a number of at most 0; received 0.5.',
    ],
    [
      () => optimizers.muon({ nsSteps: 0 }),
      'muon: nsSteps must be a whole number of at least 1; received 0.',
    ],
    [
      () => optimizers.get('adamm'),
      'compile: unknown optimizer “adamm”. Expected one of: adam, adamW, sgd, rmsprop, nadam, adamax, adagrad, adadelta, lion, muon, ftrl, ' +
        'or an optimizer such as optimizers.adam({ learningRate: 1e-3 }).',
    ],
    [
      () => optimizers.adam().setVariables([]),
      'adam: 2 variables of state are expected, 0 came. Build the optimizer for the model’s variables first, with the arguments that it was saved with.',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
