/** What the cases from Keras do not show: states handed on, masks inside models, what is dropped, beginnings, refusals. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArgumentError, clearSession, layers, models, setSeed, type Tensor, tf } from '../../../src/index.js';

const made: { dispose(): unknown }[] = [];
beforeEach(() => {
  clearSession();
  setSeed(4);
});
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
});

/** What the three have in common. */
type Factory = typeof layers.simpleRNN;
const kinds: [name: string, make: Factory][] = [
  ['simpleRNN', layers.simpleRNN],
  ['lstm', layers.lstm],
  ['gru', layers.gru],
];
const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()];

function kept<Made extends { dispose(): unknown }>(layer: Made): Made {
  made.push(layer);
  return layer;
}

describe.each(kinds)('%s', (name, make) => {
  it('goes on from the state that it returned, as if it had read the sequence at once', () => {
    const layer = kept(make({ units: 3, returnSequences: true, returnState: true }));
    tf.tidy(() => {
      const x = tf.randomNormal([2, 6, 4], 0, 1, 'float32', 8);
      const [whole, ...ends] = layer.apply(x);
      const [first, ...states] = layer.apply(tf.slice(x, [0, 0, 0], [2, 2, 4]));
      const [second, ...later] = layer.apply([tf.slice(x, [0, 2, 0], [2, 4, 4]), ...states]);
      const apart = numbers(tf.concat([first!, second!], 1));
      for (const [index, value] of numbers(whole!).entries()) expect(apart[index]).toBeCloseTo(value, 5);
      expect(later.length).toBe(ends.length);
      for (const [index, end] of ends.entries()) {
        const values = numbers(later[index]!);
        for (const [at, value] of numbers(end).entries()) expect(values[at]).toBeCloseTo(value, 5);
      }
    });
  });

  it('gives symbols for its states, which a model can hand on', () => {
    const x = layers.input({ shape: [null, 4] });
    const [, ...states] = make({ units: 3, returnState: true }).apply(x);
    const output = make({ units: 3 }).apply([x, ...states]);
    const model = kept(models.functional({ inputs: x, outputs: output }));
    tf.tidy(() => {
      const batch = tf.randomNormal([2, 5, 4]);
      const [encoder, decoder] = model.layers.slice(1) as [layers.Layer, layers.Layer];
      const [, ...given] = encoder.apply(batch) as unknown as Tensor[];
      const byHand = decoder.apply([batch, ...given]);
      expect(numbers(model.predictOnBatch(batch))).toEqual(numbers(byHand));
      expect(byHand.shape).toEqual([2, 3]);
    });
  });

  it('passes over the steps that an embedding hides', () => {
    const stack = [
      layers.embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputShape: [null] }),
      layers.dropout({ rate: 0.5 }),
      make({ units: 2 }),
    ];
    const model = kept(models.sequential(stack));
    tf.tidy(() => {
      const padded = numbers(model.predictOnBatch([[3, 1, 4, 0, 0]]));
      expect(numbers(model.predictOnBatch([[3, 1, 4]]))).toEqual(padded);
      expect(numbers(model.predictOnBatch([[0, 3, 0, 1, 4]]))).toEqual(padded);
      // Outside of a model too, straight from the embedding.
      const word = stack[0]!.apply(tf.tensor2d([[3, 1, 4, 0, 0]]));
      expect(numbers(stack[2]!.apply(word))).toEqual(padded);
      expect(numbers(model.predictOnBatch([[3, 1, 4, 2]]))).not.toEqual(padded);
    });
  });

  it('drops the same inputs at every step, about as many as it is told, and others the next time', () => {
    const [inputs, rate] = [400, 0.25];
    const layer = kept(make({ units: 1, dropout: rate, seed: 5, useBias: false, returnSequences: true }));
    tf.tidy(() => {
      const x = tf.ones([1, 1, inputs]);
      layer.apply(x);
      const weights = layer.getWeights();
      // The output grows with the sum of what is not dropped: small weights keep it away from where tanh is flat.
      layer.setWeights([tf.fill(weights[0]!.shape, 1e-3), tf.zeros(weights[1]!.shape)]);
      const once = (steps: number): number[] =>
        numbers(layer.apply(tf.ones([1, steps, inputs]), { training: true }));
      const [full] = numbers(layer.apply(x));
      const drops = Array.from({ length: 40 }, () => once(1)[0]!);
      expect(new Set(drops).size).toBeGreaterThan(5);
      const mean = drops.reduce((sum, one) => sum + one, 0) / drops.length;
      expect(mean / full!).toBeGreaterThan(0.9);
      expect(mean / full!).toBeLessThan(1.1);
      // Without a memory of the steps before, equal inputs give equal outputs if the same ones are dropped.
      if (name === 'simpleRNN') expect(new Set(once(6)).size).toBe(1);
    });
  });

  it('drops of the state in training only, and learns all the same', () => {
    const layer = kept(make({ units: 4, dropout: 0.3, recurrentDropout: 0.5, seed: 6 }));
    tf.tidy(() => {
      const x = tf.randomNormal([2, 5, 3], 0, 1, 'float32', 9);
      const plain = numbers(layer.apply(x));
      expect(numbers(layer.apply(x))).toEqual(plain);
      expect(numbers(layer.apply(x, { training: true }))).not.toEqual(plain);
      const gradient = tf.grad((input) => tf.sum(layer.apply(input, { training: true })))(x);
      expect(gradient.shape).toEqual(x.shape);
    });
  });

  it('refuses what it cannot do, and says what to do', () => {
    expect(() => make({ units: 2, stateful: true as unknown as false })).toThrow(ArgumentError);
    expect(() => make({ units: 2, stateful: true as unknown as false })).toThrow('returnState: true');
    const layer = make({ units: 2 });
    expect(() => layer.apply(tf.zeros([2, 3]))).toThrow('an input [batch, steps, features]');
    expect(() => kept(layer).apply([tf.zeros([1, 3, 2]), tf.zeros([1, 5])])).toThrow('[batch, 2] may follow');
    layer.apply(tf.zeros([1, 3, 2]));
    expect(() => layer.apply(tf.zeros([1, 3, 4]))).toThrow('its weights were made for 2 features a step');
    expect(() => layer.apply(tf.zeros([1, 3, 2]), { mask: tf.ones([1, 2]) })).toThrow(
      'a mask [batch, steps]',
    );
  });
});

describe('lstm', () => {
  it('begins with 1 as the forget gate’s bias, unless told otherwise', () => {
    const bias = (args: Partial<layers.LSTMArgs>): number[] => {
      const layer = kept(layers.lstm({ units: 2, ...args }));
      tf.dispose(layer.apply(tf.zeros([1, 1, 1])));
      return numbers(layer.getWeights()[2]!);
    };
    expect(bias({})).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(bias({ unitForgetBias: false })).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('has Keras’s parameters and summary', () => {
    const model = kept(
      models.sequential([
        layers.lstm({ units: 8, inputShape: [20, 3], returnSequences: true }),
        layers.bidirectional({ layer: layers.gru({ units: 4 }) }),
      ]),
    );
    // 4 · (3 · 8 + 8 · 8 + 8); 2 · 3 · (8 · 4 + 4 · 4 + 2 · 4)
    expect(model.layers.map((layer) => layer.countParams())).toEqual([384, 336]);
    let text = '';
    model.summary({ printFn: (line) => (text += line) });
    expect(text).toContain('lstm (LSTM)');
    expect(text).toContain('(None, 20, 8)');
    expect(text).toContain('bidirectional (Bidirectional)');
    expect(model.layers[1]!.weights.map(({ originalName }) => originalName)).toContain(
      'bidirectional/backward_gru/gru_cell/recurrent_kernel',
    );
  });

  it('is no probability’s last step: a sigmoid inside has no logits', async () => {
    const layer = layers.lstm({ units: 1, activation: 'sigmoid', inputShape: [3, 2] });
    const model = kept(models.sequential([layer]));
    model.compile({ loss: 'binaryCrossentropy' });
    const x = tf.randomNormal([4, 3, 2], 0, 1, 'float32', 3);
    const y = tf.tensor2d([[0], [1], [1], [0]]);
    const { loss } = await model.evaluate([x, y]);
    tf.tidy(() => {
      const p = numbers(layer.apply(x));
      const terms = p.map((one, index) => -Math.log([0, 3].includes(index) ? 1 - one : one));
      expect(loss).toBeCloseTo(terms.reduce((sum, one) => sum + one, 0) / 4, 5);
    });
    tf.dispose([x, y]);
  });
});

describe('bidirectional', () => {
  it('gives both outputs where they are not merged', () => {
    const layer = kept(layers.bidirectional({ layer: layers.gru({ units: 2 }), mergeMode: 'none' }));
    tf.tidy(() => {
      const x = tf.randomNormal([2, 3, 1]);
      const outputs = layer.apply(x) as unknown as Tensor[];
      expect(outputs.map(({ shape }) => shape)).toEqual([
        [2, 2],
        [2, 2],
      ]);
      expect(numbers(outputs[0]!)).not.toEqual(numbers(outputs[1]!));
    });
  });

  it('freezes with what is inside, and takes its penalties', () => {
    const layer = layers.bidirectional({
      layer: layers.lstm({
        units: 2,
        kernelInitializer: 'ones',
        kernelRegularizer: { className: 'L2', config: { l2: 0.5 } },
      }),
      inputShape: [3, 1],
    });
    const model = kept(models.sequential([layer]));
    expect(model.trainableWeights.length).toBe(6);
    // 0.5 · 8 ones, in both directions.
    const penalty = tf.tidy(() => tf.addN(model.calculateLosses()).dataSync()[0]);
    expect(penalty).toBeCloseTo(8, 5);
    model.trainable = false;
    expect(model.trainableWeights.length).toBe(0);
    expect(model.weights.length).toBe(6);
    layer.trainable = true;
    expect(layer.trainableWeights.length).toBe(6);
  });

  it('refuses layers that are not recurrent, and pairs that do not go together', () => {
    expect(() => layers.bidirectional({ layer: layers.dense({ units: 2 }) })).toThrow(
      'must be a recurrent layer',
    );
    const both = { layer: layers.gru({ units: 2 }), backwardLayer: layers.gru({ units: 2 }) };
    expect(() => layers.bidirectional(both)).toThrow('must have goBackwards');
    expect(() =>
      layers.bidirectional({
        layer: layers.gru({ units: 2 }),
        backwardLayer: layers.gru({ units: 2, goBackwards: true, returnSequences: true }),
      }),
    ).toThrow('must have the same returnSequences');
  });
});

describe('timeDistributed', () => {
  it('applies a model to every image of a film', () => {
    const image = models.sequential([
      layers.conv2D({ filters: 2, kernelSize: 3, inputShape: [6, 6, 1] }),
      layers.globalAveragePooling2D(),
    ]);
    const layer = layers.timeDistributed({
      layer: image as unknown as layers.Layer,
      inputShape: [4, 6, 6, 1],
    });
    const before = tf.memory().numTensors;
    const model = models.sequential([layer, layers.gru({ units: 1 })]);
    tf.tidy(() => {
      const film = tf.randomNormal([2, 4, 6, 6, 1]);
      const features = layer.apply(film);
      expect(features.shape).toEqual([2, 4, 2]);
      const third = tf.squeeze(tf.slice(film, [0, 2, 0, 0, 0], [2, 1, 6, 6, 1]), [1]);
      const expected = numbers(image.predictOnBatch(third));
      const found = numbers(tf.slice(features, [0, 2, 0], [2, 1, 2]));
      for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 5);
    });
    expect(model.trainableWeights.length).toBe(5);
    model.dispose();
    // The film's two weights, which were there before, go with it.
    expect(tf.memory().numTensors).toBe(before - 2);
  });
});
