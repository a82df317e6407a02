/** Small trainings on points in the plane-like clouds: a class is a cloud. */

import { randomGenerator } from '../../src/engine/index.js';
import { layers, losses, models, optimizers, setSeed, tf } from '../../src/index.js';

export type Points = [number[][], number[]];

const dimensions = 8;

/** Points of as many clouds as there are classes; the wider, the more they overlap. */
export function clouds(length: number, seed: number, { classes = 4, width = 1 } = {}): Points {
  // Every cloud's center is the same for every seed.
  const centers = randomGenerator(99);
  const at = Array.from({ length: classes }, () =>
    Array.from({ length: dimensions }, () => 2 * centers.next() - 1),
  );
  const random = randomGenerator(seed);
  const labels = Array.from({ length }, () => random.nextInteger(classes));
  const points = labels.map((label) =>
    at[label]!.map((center) => center + width * (random.next() + random.next() - 1)),
  );
  return [points, labels];
}

export interface RunArgs {
  units?: readonly number[];
  learningRate?: number;
  optimizer?: 'sgd' | 'adam';
  classes?: number;
  dropout?: number;
  /** Spread of the initial weights; the layers' own if left out. */
  initial?: number;
  activation?: 'relu' | 'tanh';
  seed?: number;
}

export function compiledModel({
  units = [16],
  learningRate = 0.01,
  optimizer = 'adam',
  classes = 4,
  dropout = 0,
  initial,
  activation = 'relu',
  seed = 1,
}: RunArgs = {}) {
  setSeed(seed);
  const kernel =
    initial === undefined
      ? {}
      : { kernelInitializer: tf.initializers.randomNormal({ stddev: initial, seed }) };
  const model = models.sequential([
    layers.input({ shape: [dimensions] }),
    ...units.flatMap((size) => [
      layers.dense({ units: size, activation, ...kernel }),
      ...(dropout > 0 ? [layers.dropout({ rate: dropout })] : []),
    ]),
    layers.dense({ units: classes, ...kernel }),
  ]);
  model.compile({
    optimizer: optimizer === 'sgd' ? optimizers.sgd({ learningRate }) : optimizers.adam({ learningRate }),
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  return model;
}
