import { describe, expect, it } from 'vitest';
import { descend, heights, type Surface } from '../../src/explain/descent.js';
import { optimizers, tf } from '../../src/index.js';
import type { Optimizer } from '../../src/training/optimizers/index.js';
import { leaves } from '../tensorCount.js';

/** x²/20 + y² */
const ravine: Surface = (x, y) => tf.add(tf.div(tf.square(x), 20), tf.square(y));

function alone(...[surface, optimizer, start, steps]: [Surface, Optimizer, [number, number], number]) {
  return descend(surface, [optimizer], start, steps)[0]!;
}

describe('W19: a descent', () => {
  it('with plain gradients is a geometric series along each axis', async () => {
    const points = alone(ravine, optimizers.sgd({ learningRate: 0.4 }), [-8, 2], 10);
    expect(points).toHaveLength(11);
    for (const [step, { x, y, loss }] of points.entries()) {
      // x ← x − 0.4·x/10, y ← y − 0.4·2y
      expect(x).toBeCloseTo(-8 * 0.96 ** step, 4);
      expect(y).toBeCloseTo(2 * 0.2 ** step, 5);
      expect(loss).toBeCloseTo(x ** 2 / 20 + y ** 2, 4);
    }
    await leaves(0, async () => descend(ravine, [optimizers.adam()], [-8, 2], 3));
  });

  it('with momentum remembers its speed', () => {
    const points = alone(ravine, optimizers.sgd({ learningRate: 0.1, momentum: 0.9 }), [0, 1], 2);
    // v₁ = −0.2, y₁ = 0.8; v₂ = 0.9·v₁ − 0.16 = −0.34, y₂ = 0.46
    expect(points.map(({ y }) => Math.round(y * 1e5) / 1e5)).toEqual([1, 0.8, 0.46]);
  });

  it('takes each optimizer where it goes alone, to the bit', () => {
    const make = (): Optimizer[] => [
      optimizers.sgd({ learningRate: 0.1, momentum: 0.9 }),
      optimizers.rmsprop({ learningRate: 0.2 }),
      optimizers.sgd({ learningRate: 1e30 }),
      optimizers.adam({ learningRate: 0.4 }),
    ];
    const apart = make().map((optimizer) => alone(ravine, optimizer, [-8, 2], 12));
    expect(descend(ravine, make(), [-8, 2], 12)).toEqual(apart);
    // Only the third one flies off.
    expect(apart.map(({ length }) => length < 13)).toEqual([false, false, true, false]);
  });

  it('ends where it flies off, and the surface is a grid of heights', () => {
    const points = alone(ravine, optimizers.sgd({ learningRate: 1e30 }), [1, 1], 20);
    expect(points.length).toBeLessThan(20);
    expect(points.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(heights(ravine, [0, 10], [0, 1, 2])).toEqual([
      [0, 5],
      [1, 6],
      [4, 9],
    ]);
  });
});
