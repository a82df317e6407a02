/** Transfer learning on a ResNet50 inside a model: what is frozen stays as it was to the bit, and costs no gradients. */
import { beforeEach, describe, expect, it } from 'vitest';
import { applications, explain, layers, losses, models, setSeed, tf } from '../../../src/index.js';

const side = 32;

interface Transfer {
  backbone: models.Model;
  model: models.Model;
}

function transfer(training?: boolean): Transfer {
  const backbone = applications.resNet50({
    includeTop: false,
    weights: null,
    pooling: 'avg',
    inputShape: [side, side, 3],
  });
  const image = layers.input({ shape: [side, side, 3] });
  const features = backbone.apply(image, training === undefined ? {} : { training }) as typeof image;
  const outputs = layers.dense({ units: 2, name: 'head' }).apply(features);
  return { backbone, model: models.functional({ inputs: image, outputs }) };
}

function compileAgain(model: models.Model): void {
  model.compile({
    optimizer: 'adam',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  });
}

/** The names of the layers with weights that a training has changed. */
async function changedBy(model: models.Model, backbone: models.Model): Promise<string[]> {
  const weights = [...backbone.weights, ...model.getLayer('head').weights];
  const valuesOf = (): Buffer[] =>
    weights.map((weight) => Buffer.from(Float32Array.from(weight.read().dataSync()).buffer));
  const before = valuesOf();
  const x = tf.randomUniform([4, side, side, 3], 0, 1, 'float32', 1);
  await model.fit([x, [0, 1, 0, 1]], { batchSize: 2, epochs: 2, verbose: 0 });
  x.dispose();
  const after = valuesOf();
  const changed = weights.filter((_, index) => !before[index]!.equals(after[index]!));
  return [...new Set(changed.map(({ originalName }) => originalName.split('/')[0]!))];
}

describe('a frozen ResNet50 inside a model', { timeout: 120_000 }, () => {
  beforeEach(() => setSeed(1));

  it.each([undefined, false])('changes in nothing, called with training: %s', async (training) => {
    const { backbone, model } = transfer(training);
    backbone.trainable = false;
    compileAgain(model);
    expect(await changedBy(model, backbone)).toEqual(['head']);
    model.dispose();
  });

  it('costs no gradients', () => {
    const { backbone, model } = transfer();
    const gradientsOf = (): string[] => {
      compileAgain(model);
      const { recorded } = explain(model, { batchSize: 2, training: true });
      const layersOf = recorded.filter(({ pass }) => pass === 'backward').map(({ layer }) => layer);
      return [...new Set(layersOf.filter((name) => name !== undefined))];
    };
    expect(gradientsOf()).toContain('conv1_conv');
    backbone.trainable = false;
    expect(gradientsOf()).toEqual(['head']);
    models.unfreezeFrom(backbone, 'conv5_block3_3_conv');
    const last = gradientsOf();
    expect(last).toContain('conv5_block3_3_conv');
    expect(last.filter((name) => /^conv[1-4]_|^conv5_block[12]_/.test(name))).toEqual([]);
    model.dispose();
  });

  it('thaws from a layer on', async () => {
    const { backbone, model } = transfer();
    backbone.trainable = false;
    models.unfreezeFrom(backbone, 'conv5_block3_3_conv');
    compileAgain(model);
    expect((await changedBy(model, backbone)).sort()).toEqual([
      'conv5_block3_3_bn',
      'conv5_block3_3_conv',
      'head',
    ]);
    models.unfreezeFrom(backbone, 'conv5_block3_3_conv', { keepNormalizationFrozen: true });
    compileAgain(model);
    expect((await changedBy(model, backbone)).sort()).toEqual(['conv5_block3_3_conv', 'head']);
    model.dispose();
  });

  it('is counted in the summary', () => {
    const { backbone, model } = transfer();
    backbone.trainable = false;
    let text = '';
    model.summary({ printFn: (lines) => (text += lines) });
    // The head: 2048 · 2 weights and 2 biases.
    expect(text).toMatch(/Trainable params: 4,098 /);
    expect(text).toMatch(/Non-trainable params: 23,587,712 /);
    model.dispose();
  });

  it('says which layer there is none of', () => {
    const { backbone, model } = transfer();
    expect(() => models.unfreezeFrom(backbone, 'conv5_block1_1_cnv')).toThrow(
      'has no layer “conv5_block1_1_cnv”. Did you mean “conv5_block1_1_conv”?',
    );
    model.dispose();
  });
});
