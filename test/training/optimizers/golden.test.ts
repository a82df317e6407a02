/** Optimizers against twelve steps of Keras's, and their state after them. */
import { afterEach, describe, expect, it } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import { optimizers } from '../../../src/training/index.js';
import { expectClose, type GoldenArray, numbersOf, type Tolerance, tensorOf } from '../../goldenCases.js';
import { camelCase, ourArguments } from '../camelCase.js';
import { goldenSets } from '../goldenSets.js';
import { scheduleFor } from '../schedules/kerasSchedules.js';

interface OptimizerCase {
  args: Record<string, unknown>;
  tolerance: Tolerance;
  start: Record<string, GoldenArray>;
  learning_rate_of_step: number[];
  gradients_before_clipping: Record<string, GoldenArray>;
  weights_after_step: Record<string, GoldenArray>;
  optimizer_variables_at_end: { name: string; value: GoldenArray }[];
  config: Record<string, unknown>;
}

// The arguments come from a file: they are Keras's, and each case is made for its optimizer.
type Maker = (args: never) => optimizers.Optimizer;

const makers: Record<string, Maker> = {
  Adadelta: optimizers.adadelta,
  Adagrad: optimizers.adagrad,
  Adam: optimizers.adam,
  AdamW: optimizers.adamW,
  Adamax: optimizers.adamax,
  Ftrl: optimizers.ftrl,
  Lion: optimizers.lion,
  Muon: optimizers.muon,
  Nadam: optimizers.nadam,
  RMSprop: optimizers.rmsprop,
  SGD: optimizers.sgd,
};

function optimizerFor(args: Record<string, unknown>): optimizers.Optimizer {
  const maker = makers[String(args.optimizer)];
  if (maker === undefined) throw new Error(`There is no optimizer ${args.optimizer}.`);
  const ours = ourArguments(args, 'optimizer');
  const { learningRate } = ours;
  if (typeof learningRate === 'object' && learningRate !== null) {
    ours.learningRate = scheduleFor(learningRate as Record<string, unknown>);
  }
  return (maker as (args: Record<string, unknown>) => optimizers.Optimizer)(ours);
}

/** Row `step` of values that were recorded step by step. */
function atStep(array: GoldenArray, step: number): number[] {
  const size = array.shape.slice(1).reduce((product, extent) => product * extent, 1);
  return numbersOf(array).slice(step * size, (step + 1) * size);
}

afterEach(() => tf.disposeVariables());

describe.each(goldenSets)('optimizers agree with Keras: $folder', (set) => {
  const ids = set.ids('optimizers').filter((id) => 'optimizer' in set.case<OptimizerCase>(id).args);

  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => {
    const golden = set.case<OptimizerCase>(id);
    const optimizer = optimizerFor(golden.args);
    const names = Object.keys(golden.start);
    const variables = names.map((name) => tf.variable(tensorOf(golden.start[name]!), true, name));
    for (const [step, rate] of golden.learning_rate_of_step.entries()) {
      expectClose([optimizer.learningRate], [rate], golden.tolerance);
      const gradients = names.map((name, index) => ({
        name,
        tensor: tf.tensor(atStep(golden.gradients_before_clipping[name]!, step), variables[index]!.shape),
      }));
      optimizer.applyGradients(gradients);
      for (const [index, name] of names.entries()) {
        const expected = atStep(golden.weights_after_step[name]!, step);
        expectClose(variables[index]!.dataSync(), expected, golden.tolerance);
      }
    }
    const state = optimizer.variables();
    expect(state.map(({ name }) => name)).toEqual(golden.optimizer_variables_at_end.map(({ name }) => name));
    for (const [index, { value }] of golden.optimizer_variables_at_end.entries()) {
      expect(state[index]!.tensor.shape).toEqual(value.shape);
      expectClose(state[index]!.tensor.dataSync(), numbersOf(value), golden.tolerance);
    }
    const ours = optimizer.getConfig();
    for (const [name, value] of Object.entries(golden.config)) {
      // Scaling the loss is for 16-bit floats, which tfjs has not.
      if (name !== 'loss_scale_factor') expect([name, ours[camelCase(name)]]).toEqual([name, value]);
    }
  });
});
