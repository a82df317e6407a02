/** The network of the golden training cases, and what their `args` say, in our words. */
import { layers, losses, models, optimizers, type Tensor, tf } from '../../src/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';

/** The arguments of a case, under Keras's names. */
export interface TrainingArgs {
  optimizer?: string;
  learning_rate?: number;
  momentum?: number;
  clipnorm?: number;
  metrics?: string[] | null;
  weighted_metrics?: string[];
  class_weight?: Record<string, number>;
  sample_weight?: string;
  frozen?: string[];
  call?: string;
  'backbone.trainable'?: boolean | string;
  'head.kernel_regularizer'?: string;
}

interface SharedData {
  input_shape: number[];
  batches_x: GoldenArray;
  batches_y: GoldenArray;
  batches_sample_weight: GoldenArray;
  start_weights: Record<string, GoldenArray>;
}

export const shared = goldenCase<SharedData>('training/data');

export interface TrainingModel {
  model: models.Model;
  backbone: models.Sequential;
}

/** The architecture of training/data.json: a backbone and a head, with the start weights. */
export function startModel(args: TrainingArgs = {}): TrainingModel {
  const convolution = { kernelSize: 3, padding: 'same', useBias: false } as const;
  const backbone = models.sequential([
    layers.conv2D({ ...convolution, name: 'conv_a', filters: 4, inputShape: shared.input_shape }),
    layers.batchNormalization({ name: 'bn_a' }),
    layers.reLU(),
    layers.conv2D({ ...convolution, name: 'conv_b', filters: 6, strides: 2 }),
    layers.batchNormalization({ name: 'bn_b' }),
    layers.reLU(),
    layers.globalAveragePooling2D(),
  ]);
  const penalty = /^L2\((.+)\)$/.exec(args['head.kernel_regularizer'] ?? '');
  const kernelRegularizer = penalty === null ? undefined : tf.regularizers.l2({ l2: Number(penalty[1]) });
  const head = layers.dense({ name: 'head', units: 3, kernelRegularizer });
  const input = layers.input({ shape: shared.input_shape });
  const call = args.call?.includes('training=False') === true ? { training: false } : {};
  // A symbolic tensor goes in, so symbolic tensors come out.
  const features = backbone.apply(input, call) as typeof input;
  const model = models.functional({ inputs: input, outputs: head.apply(features) as typeof input });
  setWeights(model, backbone);
  return { model, backbone };
}

function setWeights(model: models.Model, backbone: models.Sequential): void {
  for (const layer of [...backbone.layers, model.getLayer('head')]) {
    const names = Object.keys(shared.start_weights).filter((name) => name.startsWith(`${layer.name}/`));
    tf.tidy(() => layer.setWeights(names.map((name) => tensorOf(shared.start_weights[name]!))));
  }
}

/** Every weight by Keras's path, `bn_a/gamma`. */
function namedWeights({ model, backbone }: TrainingModel): Map<string, Tensor> {
  const named = new Map<string, Tensor>();
  for (const layer of [...backbone.layers, model.getLayer('head')]) {
    const names = Object.keys(shared.start_weights).filter((name) => name.startsWith(`${layer.name}/`));
    for (const [index, weight] of layer.getWeights().entries()) named.set(names[index]!, weight);
  }
  return named;
}

export function optimizerOf(args: TrainingArgs) {
  const makers: Record<string, (args: object) => optimizers.Optimizer> = {
    Adam: optimizers.adam,
    SGD: optimizers.sgd,
    RMSprop: optimizers.rmsprop,
  };
  const { optimizer = 'Adam', learning_rate: learningRate, momentum, clipnorm } = args;
  const given = Object.entries({ learningRate, momentum, clipnorm }).filter(
    ([, value]) => value !== undefined,
  );
  return makers[optimizer]!(Object.fromEntries(given));
}

export function compile({ model }: TrainingModel, args: TrainingArgs): void {
  model.compile({
    optimizer: optimizerOf(args),
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: args.metrics ?? [],
    weightedMetrics: args.weighted_metrics ?? [],
  });
}

/** Batch number `index` of the shared data, with weights if the case has any. The caller disposes the tensors. */
export function batch(
  index: number,
  args: TrainingArgs,
): [x: Tensor, y: Tensor, weights: Tensor | undefined] {
  const row = (array: GoldenArray): Tensor =>
    tf.tidy(() => {
      const all = tensorOf(array);
      const sizes = all.shape.slice(1);
      return tf.slice(all, [index, ...sizes.map(() => 0)], [1, ...sizes]).reshape(sizes);
    });
  const y = row(shared.batches_y);
  const x = row(shared.batches_x);
  if (args.sample_weight !== undefined) return [x, y, row(shared.batches_sample_weight)];
  if (args.class_weight === undefined) return [x, y, undefined];
  const weights = [...y.dataSync()].map((label) => args.class_weight![String(label)] ?? 1);
  return [x, y, tf.tensor1d(weights)];
}

export function expectWeights(
  trained: TrainingModel,
  expected: Record<string, GoldenArray>,
  tolerance: Tolerance,
): void {
  const named = namedWeights(trained);
  for (const [name, value] of Object.entries(expected)) {
    expectClose(named.get(name)!.dataSync(), numbersOf(value), tolerance);
  }
}

/** The weights that are not exactly as they were. */
export function changedWeights(trained: TrainingModel, before: Map<string, Float32Array>): string[] {
  const changed = [...namedWeights(trained)].filter(([name, weight]) => {
    const start = before.get(name)!;
    return weight.dataSync().some((value, index) => value !== start[index]);
  });
  return changed.map(([name]) => name).sort();
}

export function weightValues(trained: TrainingModel): Map<string, Float32Array> {
  return new Map(
    [...namedWeights(trained)].map(([name, weight]) => [name, Float32Array.from(weight.dataSync())]),
  );
}
