import { beforeEach, describe, expect, it } from 'vitest';
import { clearSession, layers, models } from '../../src/index.js';
import { goldenText } from '../goldenCases.js';

beforeEach(() => clearSession());

describe('summary', () => {
  it('prints Keras’s text for the tutorial’s network', () => {
    const model = models.sequential([
      layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }),
      layers.maxPooling2D({ poolSize: 2 }),
      layers.conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2D({ poolSize: 2 }),
      layers.conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }),
      layers.dense({ units: 10 }),
    ]);
    const printed: string[] = [];
    model.summary({ printFn: (text) => printed.push(text) });
    expect(printed.join('\n').trimEnd()).toBe(goldenText('models/cnn_summary.txt').trimEnd());
  });

  it('counts frozen weights apart and widens for long names', () => {
    const frozen = layers.dense({
      units: 4,
      inputShape: [3],
      name: 'a_layer_with_a_name_that_is_long',
      trainable: false,
    });
    const model = models.sequential([frozen, layers.dense({ units: 2 })], { name: 'two' });
    const printed: string[] = [];
    model.summary({ printFn: (text) => printed.push(text) });
    const text = printed.join('\n');
    expect(text).toContain('│ a_layer_with_a_name_that_is_long (Dense) │ (None, 4)');
    // 3·4 + 4 = 16 frozen, 4·2 + 2 = 10 trainable, four bytes each.
    expect(text).toContain(
      ' Total params: 26 (104.00 B)\n Trainable params: 10 (40.00 B)\n Non-trainable params: 16 (64.00 B)',
    );
  });
});
