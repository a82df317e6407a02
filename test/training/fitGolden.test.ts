import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/index.js';
import { losses, models, optimizers, type layers as ourLayers } from '../../src/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';

interface FitCase {
  args: { epochs: number; validation_split?: number; initial_epoch?: number; validation_data?: string };
  tolerance: Tolerance;
  history: Record<string, number[]>;
  history_keys: string[];
  epoch: number[];
  params: { epochs: number; steps: number };
  evaluate_on_validation: { batch_size: number; accuracy: number; loss: number };
  weights_after: Record<string, GoldenArray>;
}

interface FitData {
  x: GoldenArray;
  y: GoldenArray;
  validation_x: GoldenArray;
  validation_y: GoldenArray;
}

const start = goldenCase<{ start_weights: Record<string, GoldenArray> }>('training/data').start_weights;
const data = goldenCase<FitData>('training/fit_data');

/** The architecture that training/data.json describes, with its start weights. */
function startModel(): models.Sequential {
  const convolution = { kernelSize: 3, padding: 'same', useBias: false } as const;
  const stack: ourLayers.Layer[] = [
    tf.layers.conv2d({ ...convolution, name: 'conv_a', filters: 4, inputShape: [8, 8, 3] }),
    tf.layers.batchNormalization({ name: 'bn_a' }),
    tf.layers.reLU(),
    tf.layers.conv2d({ ...convolution, name: 'conv_b', filters: 6, strides: 2 }),
    tf.layers.batchNormalization({ name: 'bn_b' }),
    tf.layers.reLU(),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ name: 'head', units: 3 }),
  ];
  const model = models.sequential(stack);
  for (const layer of model.layers) {
    const weights = Object.keys(start).filter((name) => name.startsWith(`${layer.name}/`));
    layer.setWeights(weights.map((name) => tensorOf(start[name]!)));
  }
  return model;
}

describe('fit agrees with Keras', () => {
  it.each(['training/fit_history', 'training/fit_validation_split', 'training/fit_initial_epoch'])(
    '%s',
    async (id) => {
      const golden = goldenCase<FitCase>(id);
      const model = startModel();
      model.compile({
        optimizer: optimizers.adam({ learningRate: 0.01 }),
        loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
        metrics: ['accuracy'],
      });
      const validation = [tensorOf(data.validation_x), tensorOf(data.validation_y)] as const;
      const history = await model.fit([tensorOf(data.x), tensorOf(data.y)], {
        batchSize: 4,
        epochs: golden.args.epochs,
        initialEpoch: golden.args.initial_epoch,
        validationSplit: golden.args.validation_split,
        validationData: golden.args.validation_data === undefined ? undefined : validation,
        shuffle: false,
        verbose: 0,
      });
      expect(history.epoch).toEqual(golden.epoch);
      expect(Object.keys(history.history)).toEqual(golden.history_keys);
      expect(history.params).toMatchObject({ epochs: golden.params.epochs, steps: golden.params.steps });
      for (const name of golden.history_keys) {
        expectClose(history.history[name]!, golden.history[name]!, golden.tolerance);
      }
      for (const layer of model.layers) {
        const names = Object.keys(golden.weights_after).filter((name) => name.startsWith(`${layer.name}/`));
        for (const [index, weight] of layer.getWeights().entries()) {
          expectClose(weight.dataSync(), numbersOf(golden.weights_after[names[index]!]!), golden.tolerance);
        }
      }
      const measured = await model.evaluate(validation, {
        batchSize: golden.evaluate_on_validation.batch_size,
      });
      const { loss, accuracy } = golden.evaluate_on_validation;
      expectClose([measured.loss!, measured.accuracy!], [loss, accuracy], golden.tolerance);
    },
  );
});
