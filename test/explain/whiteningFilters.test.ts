/** Filters that make patches uncorrelated. */
import type { Rank, Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, tf, whiteningFilters } from '../../src/index.js';
import { leaves } from '../tensorCount.js';

/** Images whose channels and neighbors go together. */
function images(count: number, size: number, channels: number, seed: number): Tensor4D {
  return tf.tidy(() => {
    const coarse = tf.randomNormal<Rank.R4>([count, size, size, 1], 0, 1, 'float32', seed);
    const fine = tf.randomNormal<Rank.R4>([count, size, size, channels], 0, 0.3, 'float32', seed + 1);
    return tf.add(tf.avgPool(coarse, 3, 1, 'same'), fine);
  });
}

describe('whiteningFilters', () => {
  it('gives patches the covariance 1, and their negatives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(1000),
        async (kernelSize, channels, seed) => {
          await leaves(0, async () => {
            const half = kernelSize * kernelSize * channels;
            const batch = images(200, 8, channels, seed);
            const kernel = whiteningFilters(batch, { kernelSize, epsilon: 1e-9 });
            expect(kernel.shape).toEqual([kernelSize, kernelSize, channels, 2 * half]);
            const [moments, opposite] = tf.tidy(() => {
              const rows = tf.reshape(tf.conv2d(batch, kernel, 1, 'valid'), [-1, 2 * half]);
              const [first, second] = tf.split(rows, 2, 1) as [typeof rows, typeof rows];
              return [
                tf.div(tf.matMul(first, first, true, false), rows.shape[0]!).arraySync() as number[][],
                tf.max(tf.abs(tf.add(first, second))).dataSync()[0]!,
              ] as const;
            });
            for (const [row, values] of moments.entries()) {
              for (const [column, value] of values.entries())
                expect(value).toBeCloseTo(Number(row === column), 2);
            }
            expect(opposite).toBeLessThan(1e-4);
            tf.dispose([batch, kernel]);
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('does not blow up what never varies', () => {
    const gray: Tensor4D = tf.tidy(() =>
      tf.tile(tf.randomNormal<Rank.R4>([50, 6, 6, 1], 0, 1, 'float32', 1), [1, 1, 1, 3]),
    );
    const kernel = whiteningFilters(gray, { kernelSize: 1, epsilon: 0.01 });
    expect(Math.max(...kernel.dataSync().map(Math.abs))).toBeLessThanOrEqual(10.001);
  });

  it('says what it expected', () => {
    const batch = tf.zeros([1, 2, 2, 3]);
    expect(() => whiteningFilters(batch, { kernelSize: 3 })).toThrow(
      'patches of 3×3 pixels; received [1, 2, 2, 3]',
    );
    expect(() => whiteningFilters(batch, { kernelSize: 2 })).toThrow('at least 12 patches');
    expect(() => whiteningFilters(tf.zeros([4, 4]))).toThrow(ArgumentError);
    expect(() => whiteningFilters(batch, { kernelSize: 0 })).toThrow('whole kernelSize');
    expect(() => whiteningFilters(batch, { epsilon: 0 })).toThrow('epsilon above 0');
  });
});
