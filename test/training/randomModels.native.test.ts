/** Random models train alike compiled and eagerly, whatever they are made of. Rates are small: where training is
 *  unstable, rounding grows without bounds. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { layers, losses, models, optimizers, setSeed, type Tensor, tf } from '../../src/index.js';

type Maker = () => layers.AnyLayer;

const imageLayers: Record<string, Maker> = {
  conv2D: () => layers.conv2D({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
  dilated: () =>
    layers.conv2D({ filters: 4, kernelSize: 2, dilationRate: 2, padding: 'same', activation: 'tanh' }),
  grouped: () => layers.conv2D({ filters: 4, kernelSize: 1, activation: 'gelu', kernelRegularizer: 'l2' }),
  strided: () =>
    layers.conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'silu' }),
  transposed: () => layers.conv2DTranspose({ filters: 2, kernelSize: 2, strides: 2, padding: 'same' }),
  depthwise: () => layers.depthwiseConv2D({ kernelSize: 3, padding: 'same', activation: 'elu' }),
  separable: () => layers.separableConv2D({ filters: 3, kernelSize: 3, padding: 'same' }),
  batchNormalization: () => layers.batchNormalization({ momentum: 0.8 }),
  frozenNormalization: () => layers.batchNormalization({ trainable: false }),
  layerNormalization: () => layers.layerNormalization(),
  groupNormalization: () => layers.groupNormalization({ groups: 1 }),
  instanceNormalization: () => layers.instanceNormalization(),
  rmsNormalization: () => layers.rmsNormalization(),
  unitNormalization: () => layers.unitNormalization(),
  localResponse: () => layers.localResponseNormalization(),
  maxPooling: () => layers.maxPooling2D({ poolSize: 2, strides: 1 }),
  averagePooling: () => layers.averagePooling2D({ poolSize: 2, strides: 1, padding: 'same' }),
  minPooling: () => layers.minPooling2D({ poolSize: 2, strides: 1 }),
  adaptive: () => layers.adaptiveAveragePooling2D({ outputSize: 3 }),
  upSampling: () => layers.upSampling2D({ size: 2, interpolation: 'bilinear' }),
  resizing: () => layers.resizing({ height: 5, width: 4 }),
  padding: () => layers.zeroPadding2D({ padding: 1 }),
  permute: () => layers.permute({ dims: [2, 1, 3] }),
  dropout: () => layers.dropout({ rate: 0.3 }),
  spatialDropout: () => layers.spatialDropout2D({ rate: 0.3 }),
  gaussianNoise: () => layers.gaussianNoise({ stddev: 0.1 }),
  gaussianDropout: () => layers.gaussianDropout({ rate: 0.2 }),
  alphaDropout: () => layers.alphaDropout({ rate: 0.2 }),
  leaky: () => layers.leakyReLU(),
  prelu: () => layers.prelu(),
  squeezeExcite: () => layers.squeezeExcite({ ratio: 2 }),
  activityRegularization: () => layers.activityRegularization({ l2: 0.001 }),
  rescaling: () => layers.rescaling({ scale: 0.5, offset: 0.1 }),
};

const sequenceLayers: Record<string, Maker> = {
  lstm: () => layers.lstm({ units: 3, returnSequences: true, dropout: 0.2 }),
  gru: () => layers.gru({ units: 4, returnSequences: true, recurrentDropout: 0.2 }),
  simpleRNN: () => layers.simpleRNN({ units: 3, returnSequences: true, goBackwards: true }),
  bidirectional: () => layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }),
  timeDistributed: () => layers.timeDistributed({ layer: layers.dense({ units: 3, activation: 'relu' }) }),
  causal: () => layers.conv1D({ filters: 3, kernelSize: 2, padding: 'causal', activation: 'tanh' }),
  averagePooling: () => layers.averagePooling1D({ poolSize: 2, strides: 1, padding: 'same' }),
  layerNormalization: () => layers.layerNormalization(),
  dropout: () => layers.spatialDropout1D({ rate: 0.2 }),
};

const ends: Record<string, () => layers.AnyLayer[]> = {
  flatten: () => [layers.flatten()],
  globalAverage: () => [layers.globalAveragePooling2D()],
  globalMax: () => [
    layers.globalMaxPooling2D(),
    layers.dense({ units: 5, activation: 'sigmoid', biasRegularizer: 'l1' }),
  ],
};

const optimizerMakers = {
  sgd: () => optimizers.sgd({ learningRate: 0.005, momentum: 0.9, nesterov: true }),
  clipped: () => optimizers.sgd({ learningRate: 0.02, clipnorm: 0.5 }),
  adam: () => optimizers.adam({ learningRate: 0.002 }),
  amsgrad: () => optimizers.adam({ learningRate: 0.002, amsgrad: true, globalClipnorm: 1 }),
  adamW: () => optimizers.adamW({ learningRate: 0.002, weightDecay: 0.05 }),
  nadam: () => optimizers.nadam({ learningRate: 0.002 }),
  adamax: () => optimizers.adamax({ learningRate: 0.002 }),
  rmsprop: () => optimizers.rmsprop({ learningRate: 0.001, centered: true }),
  adagrad: () => optimizers.adagrad({ learningRate: 0.01 }),
  adadelta: () => optimizers.adadelta({ learningRate: 1 }),
  ftrl: () => optimizers.ftrl({ learningRate: 0.01 }),
  averaged: () => optimizers.sgd({ learningRate: 0.01, useEma: true, emaOverwriteFrequency: 7 }),
  accumulated: () => optimizers.adam({ learningRate: 0.002, gradientAccumulationSteps: 2 }),
};

const lossMakers = {
  sparse: () => losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  categorical: () => losses.categoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
  binary: () => losses.binaryCrossentropy({ fromLogits: true }),
  focal: () => losses.binaryFocalCrossentropy({ fromLogits: true }),
  squares: () => losses.meanSquaredError(),
  huber: () => losses.huber(),
  logCosh: () => losses.logCosh(),
  cosine: () => losses.cosineSimilarity(),
  hinge: () => losses.categoricalHinge(),
};

const sequenceEnds: typeof ends = {
  lstm: () => [layers.lstm({ units: 4 })],
  flatten: () => [layers.flatten()],
  globalMax: () => [layers.globalMaxPooling1D()],
};

interface Recipe {
  kind: 'images' | 'sequences' | 'words';
  middle: string[];
  end: string;
  optimizer: keyof typeof optimizerMakers;
  loss: keyof typeof lossMakers;
  seed: number;
}

const training = {
  optimizer: fc.constantFrom(...(Object.keys(optimizerMakers) as (keyof typeof optimizerMakers)[])),
  loss: fc.constantFrom(...(Object.keys(lossMakers) as (keyof typeof lossMakers)[])),
  seed: fc.nat(1000),
};

const imageRecipe: fc.Arbitrary<Recipe> = fc.record({
  kind: fc.constant('images' as const),
  middle: fc.array(fc.constantFrom(...Object.keys(imageLayers)), { minLength: 1, maxLength: 4 }),
  end: fc.constantFrom(...Object.keys(ends)),
  ...training,
});

const sequenceRecipe: fc.Arbitrary<Recipe> = fc.record({
  kind: fc.constantFrom('sequences' as const, 'words' as const),
  middle: fc.array(fc.constantFrom(...Object.keys(sequenceLayers)), { minLength: 1, maxLength: 2 }),
  end: fc.constantFrom(...Object.keys(sequenceEnds)),
  ...training,
});

const recipe = fc.oneof({ weight: 3, arbitrary: imageRecipe }, { weight: 1, arbitrary: sequenceRecipe });

function network({ kind, middle, end }: Recipe): models.Sequential {
  const [makers, lasts] = kind === 'images' ? [imageLayers, ends] : [sequenceLayers, sequenceEnds];
  const first = {
    images: () => [layers.input({ shape: [6, 6, 3] })],
    sequences: () => [layers.input({ shape: [5, 4] })],
    words: () => [layers.embedding({ inputDim: 7, outputDim: 4, maskZero: true, inputShape: [5] })],
  }[kind]();
  const inner = [...middle.map((name) => makers[name]!()), ...lasts[end]!()];
  return models.sequential([...(first as layers.AnyLayer[]), ...inner, layers.dense({ units: 3 })]);
}

/** Features for 20 samples. */
function features({ kind, seed }: Recipe): Tensor {
  if (kind === 'images') return tf.randomNormal([samples, 6, 6, 3], 0, 1, 'float32', seed + 1);
  if (kind === 'sequences') return tf.randomNormal([samples, 5, 4], 0, 1, 'float32', seed + 1);
  return tf.tidy(() => tf.floor(tf.randomUniform([samples, 5], 0, 7, 'float32', seed + 1)));
}

const samples = 20;
const steps = 20;

async function train(one: Recipe, compile: boolean) {
  const { optimizer, loss, seed } = one;
  setSeed(seed);
  const model = network(one);
  const made = lossMakers[loss]();
  model.compile({ optimizer: optimizerMakers[optimizer](), loss: made, metrics: ['accuracy'] });
  const x = features(one);
  const classes = tf.tidy(() =>
    tf.cast(tf.floor(tf.randomUniform([samples], 0, 3, 'float32', seed + 2)), 'int32'),
  );
  const y = loss === 'sparse' ? classes : tf.oneHot(classes as never, 3).toFloat();
  const logs: number[][] = [];
  await model.fit([x, y], {
    batchSize: 4,
    epochs: steps / (samples / 4),
    verbose: 0,
    compile,
    callbacks: [{ onBatchEnd: (_, batchLogs) => void logs.push([batchLogs!.loss!, batchLogs!.accuracy!]) }],
  });
  const output = await model.predict(x);
  const outputs = [...(output as Tensor).dataSync()];
  tf.dispose([x, classes, y, output]);
  model.dispose();
  return { logs, outputs };
}

describe('random models', () => {
  const usual = process.env.CUADERNO_COMPILE;
  afterAll(() => {
    if (usual === undefined) delete process.env.CUADERNO_COMPILE;
    else process.env.CUADERNO_COMPILE = usual;
  });

  it('train compiled as they train eagerly', { timeout: 600_000 }, async () => {
    process.env.CUADERNO_COMPILE = 'soon';
    await fc.assert(
      fc.asyncProperty(recipe, async (one) => {
        const compiled = await train(one, true);
        const eager = await train(one, false);
        for (const [step, values] of eager.logs.entries()) {
          for (const [index, value] of values.entries()) {
            expect(Math.abs(compiled.logs[step]![index]! - value), `step ${step}`).toBeLessThanOrEqual(
              1e-4 * Math.max(1, Math.abs(value)),
            );
          }
        }
        const largest = Math.max(1, ...eager.outputs.map(Math.abs));
        for (const [at, value] of eager.outputs.entries()) {
          expect(Math.abs(compiled.outputs[at]! - value)).toBeLessThanOrEqual(1e-3 * largest);
        }
      }),
      // The same models in every run, and others by hand: where a gradient is nothing but rounding, as a bias's before a
      // normalization, some optimizers make whole steps of it, and the two ways part (the step then stays eager).
      {
        numRuns: Number(process.env.CUADERNO_RANDOM_MODELS ?? 50),
        seed: Number(process.env.CUADERNO_RANDOM_SEED ?? 2024),
      },
    );
  });
});
