/** Training in bfloat16, which here is slow but right. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  layers,
  models,
  optimizers,
  type Precision,
  precision,
  setPrecision,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';

afterEach(() => {
  setPrecision('float32');
  vi.restoreAllMocks();
});

const samples = 48;
const x = tf.randomNormal([samples, 8, 8, 2], 0, 1, 'float32', 3);
/** Whether the left half is brighter than the right one. */
const y = tf.tidy(() => {
  const [left, right] = tf.split(x, 2, 2).map((half) => tf.mean(half, [1, 2, 3]));
  return tf.cast(tf.greater(left!, right!), 'int32');
});

async function trained(chosen: Precision) {
  setPrecision(chosen);
  setSeed(8);
  const model = models.sequential([
    layers.conv2D({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [8, 8, 2] }),
    layers.batchNormalization(),
    layers.maxPooling2D({ poolSize: 2 }),
    layers.flatten(),
    layers.dense({ units: 8, activation: 'relu' }),
    layers.dense({ units: 2 }),
    layers.softmax(),
  ]);
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { history } = await model.fit([x, y], { epochs: 8, batchSize: 16, verbose: 0, compile: true });
  const predicted = (await model.predict(x)) as Tensor;
  const types = new Set([...model.getWeights(), predicted].map(({ dtype }) => dtype));
  const outputs = [...predicted.dataSync()];
  predicted.dispose();
  return { loss: [...history.loss!], outputs, types };
}

describe('setPrecision', () => {
  it('trains in bfloat16 nearly as in float32, with weights and outputs in float32', async () => {
    const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const reduced = await trained('mixed_bfloat16');
    expect(warned).not.toHaveBeenCalled();
    const exact = await trained('float32');
    expect([...reduced.types]).toEqual(['float32']);
    expect(reduced.loss.at(-1)).toBeLessThan(0.6 * reduced.loss[0]!);
    for (const [epoch, loss] of exact.loss.entries()) {
      expect(Math.abs(reduced.loss[epoch]! - loss)).toBeLessThan(0.05 * exact.loss[0]!);
    }
    // Not the same numbers: they were bfloat16 in between.
    expect(reduced.loss).not.toEqual(exact.loss);
  });

  it('auto says once what it takes, and how long both took', async () => {
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    await trained('auto');
    const steps = said.filter((line) => line.startsWith('training step'));
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatch(
      /^training step of model "sequential\w*": precision: (float32|bfloat16); a step took [\d.]+ ms in bfloat16 and [\d.]+ ms in float32\.\n$/,
    );
  });

  it('refuses other names', () => {
    const ask = () => setPrecision('bf16' as Precision);
    expect(ask).toThrow(ArgumentError);
    expect(ask).toThrow("setPrecision: expected 'float32', 'mixed_bfloat16', 'auto'; received \"bf16\".");
    expect(precision()).toBe('float32');
  });
});
