/** The course's worked examples about kernels: written by hand, turned, composed, put to use, and moved with the image. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layers, type Tensor, tf } from '../../src/index.js';
import { workedImage, workedKernel, workedOutput } from '../workedExample.js';

type Rows = number[][];

/** Four loops, as in the notebook. */
function correlated(s: Rows, w: Rows): Rows {
  return Array.from({ length: s.length - w.length + 1 }, (_, y) =>
    Array.from({ length: s[0]!.length - w[0]!.length + 1 }, (_, x) =>
      w.reduce((sum, row, r) => row.reduce((part, weight, c) => part + s[y + r]![x + c]! * weight, sum), 0),
    ),
  );
}

/** What a convolution with these weights makes of one image of one channel. */
function byLayer(s: Rows, w: Rows): Rows {
  return tf.tidy(() => {
    const layer = layers.conv2D({ filters: 1, kernelSize: [w.length, w[0]!.length], useBias: false });
    const x = tf.tensor(s).reshape([1, s.length, s[0]!.length, 1]);
    layer.apply(x);
    layer.setWeights([tf.tensor(w).reshape([w.length, w[0]!.length, 1, 1])]);
    return tf.squeeze(layer.apply(x) as Tensor, [0, 3]).arraySync() as Rows;
  });
}

/** Zeros around, and the kernel turned by 180°. */
function convolved(s: Rows, w: Rows, convolution: (s: Rows, w: Rows) => Rows): Rows {
  const [rows, columns] = [w.length - 1, w[0]!.length - 1];
  const padded = Array.from({ length: s.length + 2 * rows }, (_, y) =>
    Array.from({ length: s[0]!.length + 2 * columns }, (_, x) => s[y - rows]?.[x - columns] ?? 0),
  );
  return convolution(padded, w.map((row) => [...row].reverse()).reverse());
}

/** Whole numbers, so that sums are exact in any order. */
const square = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((side) =>
    fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: side, maxLength: side }), {
      minLength: side,
      maxLength: side,
    }),
  );

describe('W1: a convolution of a sequence', () => {
  it('is Σ s[k + t]·w[t], m − n + 1 long', () => {
    const weights = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 4 });
    const sequence = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(sequence, weights, (s, w) => {
        const byHand = Array.from({ length: s.length - w.length + 1 }, (_, k) =>
          w.reduce((sum, weight, t) => sum + s[k + t]! * weight, 0),
        );
        const output = tf.tidy(() => {
          const layer = layers.conv1D({ filters: 1, kernelSize: w.length, useBias: false });
          const x = tf.tensor(s).reshape([1, s.length, 1]);
          layer.apply(x);
          layer.setWeights([tf.tensor(w).reshape([w.length, 1, 1])]);
          return [...(layer.apply(x) as Tensor).dataSync()];
        });
        // −0 and 0 are the same sum.
        expect(output.map((value) => value + 0)).toEqual(byHand.map((value) => value + 0));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses weights that are longer than the sequence', () => {
    const layer = layers.conv1D({ filters: 1, kernelSize: 5 });
    expect(() => layer.apply(tf.zeros([1, 3, 1]))).toThrow('a filter of 5 does not fit an input of 3');
  });
});

it('W2: a convolution of an image', () => {
  expect(byLayer(workedImage, workedKernel)).toEqual(workedOutput);
});

it('W4: convolutions with turned kernels compose, (I ∗ f) ∗ g = I ∗ (f ∗ g)', () => {
  fc.assert(
    fc.property(square(3, 6), square(1, 3), square(1, 3), (image, f, g) => {
      const oneByOne = convolved(convolved(image, f, byLayer), g, byLayer);
      const composed = convolved(image, convolved(f, g, correlated), byLayer);
      expect(oneByOne.flat().map((value) => value + 0)).toEqual(composed.flat().map((value) => value + 0));
    }),
    { numRuns: 25 },
  );
});

describe('W8: kernels as effects', () => {
  const gauss = [
    [1, 4, 7, 4, 1],
    [4, 16, 26, 16, 4],
    [7, 26, 41, 26, 7],
    [4, 16, 26, 16, 4],
    [1, 4, 7, 4, 1],
  ].map((row) => row.map((value) => value / 273));
  const box = [1, 1, 1].map(() => [1 / 9, 1 / 9, 1 / 9]);
  const gx = [
    [1, 0, -1],
    [2, 0, -2],
    [1, 0, -1],
  ];
  const gy = [
    [1, 2, 1],
    [0, 0, 0],
    [-1, -2, -1],
  ];
  const sharpen = [
    [0, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
  ];
  const plain = Array.from({ length: 7 }, () => new Array<number>(7).fill(3));

  it('blurring and sharpening leave a plain surface as it is, edges leave nothing of it', () => {
    for (const kernel of [box, gauss, sharpen]) {
      for (const value of byLayer(plain, kernel).flat()) expect(value).toBeCloseTo(3, 5);
    }
    for (const kernel of [gx, gy]) {
      expect(
        byLayer(plain, kernel)
          .flat()
          .every((value) => value === 0),
      ).toBe(true);
    }
  });

  it('Gx answers to a change sideways, Gy to one downwards', () => {
    // Dark on the left, light on the right: 0 0 0 1 1 1.
    const step = Array.from({ length: 5 }, () => [0, 0, 0, 1, 1, 1]);
    expect(byLayer(step, gx)).toEqual(Array.from({ length: 3 }, () => [0, -4, -4, 0]));
    expect(byLayer(step, gy).flat().some(Boolean)).toBe(false);
    const turned = step[0]!.map((_, x) => step.map((row) => row[x]!));
    expect(byLayer(turned, gy)).toEqual([0, -4, -4, 0].map((value) => [value, value, value]));
  });

  it('a single point becomes the kernel, turned', () => {
    const point = Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => Number(x === 2 && y === 2)),
    );
    expect(byLayer(point, gy).map((row) => row.map((value) => value + 0))).toEqual(
      gy
        .map((row) => [...row].reverse())
        .reverse()
        .map((row) => row.map((value) => value + 0)),
    );
  });
});

describe('W11: an image that moves', () => {
  const image = tf.tidy(() =>
    tf.randomUniform([1, 24, 24, 1], 0, 1, 'float32', 4).arraySync(),
  ) as number[][][][];
  type Image = ReturnType<typeof tf.tensor4d>;
  // The same kernel at every call.
  const kernel = (): Image => tf.randomNormal([3, 3, 1, 1], 0, 1, 'float32', 5);
  const convolve = (x: Image): Image => tf.conv2d(x, kernel(), 1, 'same');
  const shift = (x: Image): Image =>
    tf.slice(
      tf.pad(x, [
        [0, 0],
        [2, 0],
        [3, 0],
        [0, 0],
      ]),
      [0, 0, 0, 0],
      x.shape,
    );
  const turn = (x: Image): Image => tf.reverse(tf.transpose(x, [0, 2, 1, 3]), 1) as Image;
  const inner = (x: Image): Image => tf.slice(x, [0, 6, 6, 0], [1, 12, 12, 1]);
  const apart = (a: Image, b: Image): number => tf.max(tf.abs(tf.sub(inner(a), inner(b)))).dataSync()[0]!;

  it('takes its convolution along, and one that turns does not', () => {
    tf.tidy(() => {
      const x = tf.tensor4d(image);
      expect(apart(convolve(shift(x)), shift(convolve(x)))).toBeLessThan(1e-5);
      expect(apart(convolve(turn(x)), turn(convolve(x)))).toBeGreaterThan(0.1);
    });
  });

  it('changes less of what is left after pooling, and nothing of the maximum of all', () => {
    tf.tidy(() => {
      // A smooth image, moved by one pixel.
      const smooth = tf.avgPool(tf.tensor4d(image), 5, 1, 'same');
      const [before, after] = [
        [0, 0],
        [1, 0],
      ].map(([y, x]) => tf.slice(smooth, [0, y!, x!, 0], [1, 16, 16, 1]));
      const change = (poolSize: number): number => {
        const pool = layers.maxPooling2D({ poolSize });
        const [a, b] = [pool.apply(before!), pool.apply(after!)] as [Tensor, Tensor];
        return tf.div(tf.norm(tf.sub(a, b)), tf.norm(a)).dataSync()[0]!;
      };
      expect(change(4)).toBeLessThan(change(1));
      const largest = layers.globalMaxPooling2D();
      const bright = tf.tensor4d(image.map((rows) => rows.map((row) => row.map(([value]) => [value! / 2]))));
      const withPeak = tf.add(
        bright,
        tf.pad(tf.ones([1, 1, 1, 1]), [
          [0, 0],
          [10, 13],
          [10, 13],
          [0, 0],
        ]),
      ) as Image;
      expect((largest.apply(shift(withPeak)) as Tensor).dataSync()).toEqual(
        (largest.apply(withPeak) as Tensor).dataSync(),
      );
    });
  });
});
