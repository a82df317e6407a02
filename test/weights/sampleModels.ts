/** Models of every shape that a file must hold, with weights and moving statistics that are not those of the beginning. */
import { randomGenerator } from '../../src/engine/index.js';
import { layers, models, type Tensor, tf } from '../../src/index.js';

type Symbolic = ReturnType<typeof tf.input>;

const apply = (layer: layers.Layer, x: Symbolic | Symbolic[]): Symbolic => layer.apply(x) as Symbolic;

/** A stack with all kinds of layers that have weights. */
function stack(): models.Model {
  const model = models.sequential(
    [
      layers.conv2D({
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        inputShape: [8, 8, 3],
        kernelInitializer: 'heNormal',
      }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.maxPooling2D(),
      layers.separableConv2D({ filters: 6, kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
      layers.groupNormalization({ groups: 3 }),
      layers.reLU({ maxValue: 6 }),
      layers.spatialDropout2D({ rate: 0.1 }),
      layers.depthwiseConv2D({ kernelSize: 3 }),
      layers.layerNormalization(),
      layers.upSampling2D({ size: 2, interpolation: 'bilinear' }),
      layers.conv2DTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.averagePooling2D({ poolSize: 2 }),
      layers.activation({ activation: 'softsign' }),
      layers.flatten(),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { name: 'stack' },
  );
  return model as unknown as models.Model;
}

function branches(): models.Model {
  const image = layers.input({ shape: [8, 8, 3], name: 'image' });
  const stem = apply(
    layers.conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    image,
  );
  const x = apply(layers.reLU(), apply(layers.batchNormalization(), stem));
  const deep = apply(layers.depthwiseConv2D({ kernelSize: 3, padding: 'same' }), x);
  const wide = apply(layers.conv2D({ filters: 4, kernelSize: 3, padding: 'same', dilationRate: 2 }), x);
  const sum = apply(layers.add(), [x, deep, wide]);
  const up = apply(layers.conv2DTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), sum);
  const joined = apply(layers.concatenate(), [up, apply(layers.upSampling2D(), sum), image]);
  const padded = apply(
    layers.zeroPadding2D({ padding: 1 }),
    apply(layers.rescaling({ scale: 0.5, offset: 1 }), joined),
  );
  const mean = apply(layers.globalAveragePooling2D(), padded);
  return models.functional({
    inputs: image,
    outputs: apply(layers.dense({ units: 3, activation: 'softmax' }), mean),
    name: 'branches',
  });
}

/** Two inputs through one layer, two outputs. */
function shared(): models.Model {
  const [left, right] = [
    layers.input({ shape: [5], name: 'left' }),
    layers.input({ shape: [5], name: 'right' }),
  ];
  const twin = layers.dense({ units: 4, activation: 'tanh', name: 'twin' });
  const [a, b] = [apply(twin, left), apply(twin, right)];
  const first = apply(layers.dense({ units: 2, name: 'first' }), apply(layers.concatenate(), [a, b]));
  const second = apply(layers.dense({ units: 1, name: 'second' }), apply(layers.add(), [b, a]));
  return models.functional({ inputs: [left, right], outputs: [first, second], name: 'shared' });
}

/** A graph called twice and a stack inside a graph; in the inner graph one layer is frozen. */
function nested(): models.Model {
  const inside = layers.input({ shape: [6], name: 'inside' });
  const frozen = layers.dense({ units: 6, activation: 'relu', name: 'frozen' });
  const h = apply(layers.batchNormalization({ name: 'norm' }), apply(frozen, inside));
  const inner = asLayer(
    models.functional({ inputs: inside, outputs: apply(layers.dense({ units: 6 }), h), name: 'inner' }),
  );
  frozen.trainable = false;
  const pile = asLayer(
    models.sequential([layers.dense({ units: 4, activation: 'relu', inputShape: [6], name: 'piled' })], {
      name: 'pile',
    }),
  );
  const data = layers.input({ shape: [6], name: 'data' });
  const twice = apply(inner, apply(inner, data));
  const outputs = apply(layers.dense({ units: 3, activation: 'softmax' }), apply(pile, twice));
  return models.functional({ inputs: data, outputs, name: 'nested' });
}

/** Words with a mask, both directions, every step by itself, and a state that is handed on. */
function recurrent(): models.Model {
  const words = layers.input({ shape: [6], dtype: 'int32', name: 'words' });
  const x = apply(layers.embedding({ inputDim: 5, outputDim: 4, maskZero: true }), words);
  const [sequence, ...states] = layers.lstm({ units: 3, returnSequences: true, returnState: true }).apply(x);
  const both = apply(
    layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }), mergeMode: 'sum' }),
    sequence!,
  );
  const each = apply(layers.timeDistributed({ layer: layers.dense({ units: 3, activation: 'tanh' }) }), both);
  const decoded = apply(layers.lstm({ units: 3, returnSequences: true, unitForgetBias: false }), [
    each,
    ...states,
  ]);
  const before = apply(
    layers.gru({ units: 2, resetAfter: false, goBackwards: true, returnSequences: true }),
    decoded,
  );
  const outputs = apply(layers.simpleRNN({ units: 4, activation: 'relu' }), before);
  return models.functional({ inputs: words, outputs, name: 'recurrent' });
}

/** A model inside a model is a layer; ours have the types of their own methods. */
function asLayer(model: object): layers.Layer {
  return model as layers.Layer;
}

export const sampleModels = { stack, branches, shared, nested, recurrent };

/** Gives a model weights unlike those of a new one: variances stay positive. */
export function shaken(model: models.Model, seed: number): models.Model {
  const random = randomGenerator(seed).next;
  const values = model.getWeights().map((weight, index) => {
    const isVariance = model.weights[index]!.originalName.endsWith('variance');
    return tf.tensor(
      Float32Array.from({ length: weight.size }, () => (isVariance ? 0.5 + random() : random() - 0.5)),
      weight.shape,
    );
  });
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

/** A batch of four for every input of a model; whole numbers below 5 where it wants such. */
export function batchFor(model: models.Model, seed: number): Tensor[] {
  const random = randomGenerator(seed).next;
  return model.inputs.map(({ shape, dtype }) => {
    const full = [4, ...shape.slice(1)] as number[];
    const size = full.reduce((product, length) => product * length, 1);
    const one = (): number => (dtype === 'int32' ? Math.floor(5 * random()) : 2 * random() - 1);
    return tf.tensor(Float32Array.from({ length: size }, one), full);
  });
}

/** What the model makes of a batch. The caller disposes the tensors. */
export function outputsFor(model: models.Model, batch: readonly Tensor[]): Tensor[] {
  return tf.tidy(() =>
    [
      model.apply(batch.length === 1 ? batch[0]! : [...batch], { training: false }) as Tensor | Tensor[],
    ].flat(),
  );
}
