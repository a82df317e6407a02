import { describe, expect, it } from 'vitest';
import { applications, layers, modelCosts, models } from '../../src/index.js';

describe('modelCosts', () => {
  it('is what Keras and the papers give for VGG16', () => {
    const model = applications.vgg16({ weights: null });
    // Parameters: keras.applications.VGG16().count_params(). Multiplications: 15,346,630,656 in the convolutions
    // (Σ height·width·9·channels·filters) and 25088·4096 + 4096·4096 + 4096·1000. Field: Araujo et al. 2019, table 1.
    expect(modelCosts(model)).toEqual({
      parameters: 138_357_544,
      multiplications: 15_346_630_656 + 102_760_448 + 16_777_216 + 4_096_000,
      lastMaps: [7, 7, 512],
      receptiveField: [212, 212],
    });
    model.dispose();
  });

  it('counts a model inside once', () => {
    const backbone = models.sequential([
      layers.conv2D({ filters: 10, kernelSize: 3, inputShape: [16, 16, 3] }),
      layers.maxPooling2D(),
    ]);
    const model = models.sequential([backbone, layers.flatten(), layers.dense({ units: 2 })]);
    // 14·14·10·27 and 490·2; 3 + 1·1 pixels
    expect(modelCosts(model)).toEqual({
      parameters: 280 + 982,
      multiplications: 52_920 + 980,
      lastMaps: [7, 7, 10],
      receptiveField: [4, 4],
    });
  });

  it('counts both matrices of squeeze-and-excitation once an image, and has no maps without images', () => {
    const squeezed = models.sequential([layers.squeezeExcite({ ratio: 2, inputShape: [8, 8, 4] })]);
    // 4·2 + 2·4
    expect(modelCosts(squeezed)).toMatchObject({ multiplications: 16, receptiveField: [1, 1] });
    const dense = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
    expect(modelCosts(dense)).toEqual({
      parameters: 8,
      multiplications: 6,
      lastMaps: undefined,
      receptiveField: undefined,
    });
  });

  it('sees as far where a layer takes some of the channels only', () => {
    // LeNet-5's C5 sees the whole 32×32: 5, 6 with S2, 14 with C3, 16 with S4, 32.
    expect(modelCosts(applications.lenet5()).receptiveField).toEqual([32, 32]);
  });

  it('refuses a model that knows no shapes', () => {
    expect(() => modelCosts(models.sequential([layers.dense({ units: 2 })]))).toThrow(
      'does not know its input',
    );
  });
});
