import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layers, type Tensor, tf } from '../../../src/index.js';

/** The smallest value of every window of a row, as Keras places windows: `same` puts the odd place at the end. */
function smallest(row: readonly number[], size: number, stride: number, padding: 'valid' | 'same'): number[] {
  const length = row.length;
  const count = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
  const missing = padding === 'same' ? Math.max(0, (count - 1) * stride + size - length) : 0;
  const start = -Math.floor(missing / 2);
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * stride;
    return Math.min(...row.slice(Math.max(0, from), from + size));
  });
}

const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 12 });

describe('minPooling', () => {
  it('takes the smallest value of every window', () => {
    fc.assert(
      fc.property(
        row,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('valid' as const, 'same' as const),
        (values, size, stride, padding) => {
          const args = { poolSize: size, strides: stride, padding };
          const pooled = (layer: layers.Layer, shape: number[]): number[] =>
            tf.tidy(() => [...(layer.apply(tf.tensor(values, shape)) as Tensor).dataSync()]);
          const length = values.length;
          const expected = smallest(values, size, stride, padding);
          expect(pooled(layers.minPooling1D(args), [1, length, 1])).toEqual(expected);
          const wide = { ...args, poolSize: [1, size], strides: [1, stride] };
          expect(pooled(layers.minPooling2D(wide as never), [1, 1, length, 1])).toEqual(expected);
          const deep = { ...args, poolSize: [1, 1, size], strides: [1, 1, stride] };
          expect(pooled(layers.minPooling3D(deep as never), [1, 1, 1, length, 1])).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('over all places gives the smallest value of every channel', () => {
    const channels = (layer: layers.Layer, shape: number[]): number[] =>
      tf.tidy(() => [...(layer.apply(tf.tensor([3, -1, 2, 5, -4, 7, 0, 6], shape)) as Tensor).dataSync()]);
    expect(channels(layers.globalMinPooling1D(), [1, 4, 2])).toEqual([-4, -1]);
    expect(channels(layers.globalMinPooling2D(), [1, 2, 2, 2])).toEqual([-4, -1]);
    expect(channels(layers.globalMinPooling3D(), [2, 2, 1, 1, 2])).toEqual([2, -1, -4, 6]);
  });
});
