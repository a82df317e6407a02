/** What augmentation layers draw: within bounds, evenly, an image at a time, and again with the same seed. */
import { describe, expect, it } from 'vitest';
import { ArgumentError, layers, setSeed, type Tensor, tf } from '../../../src/index.js';

const images = 400;
const shape = [images, 4, 6, 3];

function drawn(layer: layers.Augmentation, name: string): number[] {
  return tf.tidy(() => [...layer.drawTransformation(shape)[name]!.dataSync()]);
}

/** Kolmogorov–Smirnov: the largest distance from the even distribution. */
function unevenness(values: number[], lower: number, upper: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, index) => {
      const share = (value - lower) / (upper - lower);
      return Math.max(Math.abs(share - index / sorted.length), Math.abs(share - (index + 1) / sorted.length));
    }),
  );
}

/** Exceeded once in 100,000 times: √(ln(2·10⁵) / 2n). */
const tolerable = Math.sqrt(Math.log(2e5) / (2 * images));

describe('draws', () => {
  it.each([
    ['angle', layers.randomRotation({ factor: [-0.1, 0.3], seed: 1 }), -36, 108],
    ['heightZoom', layers.randomZoom({ heightFactor: 0.2, seed: 1 }), 0.8, 1.2],
    ['contrastFactor', layers.randomContrast({ factor: [0.2, 0.5], seed: 1 }), 0.8, 1.5],
    ['contrastFactor', layers.randomContrast({ factor: 0.5, seed: 1 }), 1, 1.5],
    ['rgbDelta', layers.randomBrightness({ factor: 0.1, valueRange: [0, 1], seed: 1 }), -0.1, 0.1],
    ['factor', layers.randomHue({ factor: 0.5, seed: 1 }), -0.25, 0.25],
    ['thresholds', layers.solarization({ thresholdFactor: 0.5, seed: 1 }), 0, 127.5],
  ] as const)('%s of each image lies evenly between its bounds', (name, layer, lower, upper) => {
    const values = drawn(layer, name);
    expect(values.length).toBe(images);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(lower - 1e-4);
    expect(Math.max(...values)).toBeLessThanOrEqual(upper + 1e-4);
    expect(unevenness(values, lower, upper)).toBeLessThan(tolerable);
    expect(new Set(values).size).toBeGreaterThan(0.99 * images);
  });

  it('translations are fractions of width and height', () => {
    const values = drawn(
      layers.randomTranslation({ heightFactor: [0, 0.5], widthFactor: 0.5, seed: 1 }),
      'translations',
    );
    const [right, down] = [0, 1].map((place) => values.filter((_, index) => index % 2 === place));
    expect(unevenness(right!, -3, 3)).toBeLessThan(tolerable);
    expect(unevenness(down!, 0, 2)).toBeLessThan(tolerable);
  });

  it.each([
    ['flips', layers.randomFlip({ seed: 1 }), 0.5],
    ['apply', layers.randomGrayscale({ factor: 0.2, seed: 1 }), 0.2],
    // A probability between 0 and 1 is drawn first.
    ['applyInversion', layers.randomInvert({ seed: 1 }), 0.5],
    ['applyInversion', layers.randomInvert({ factor: [1, 1], seed: 1 }), 1],
  ] as const)('%s happen with their probability', (name, layer, probability) => {
    const share = drawn(layer, name).reduce((sum, one) => sum + one, 0) / images;
    expect(Math.abs(share - probability)).toBeLessThanOrEqual(
      5 * Math.sqrt((probability * (1 - probability)) / images),
    );
  });

  it('bits that are dropped and places of crops take every whole number', () => {
    const bits = drawn(layers.randomPosterization({ factor: [2, 5], seed: 1 }), 'shiftFactor');
    expect(new Set(bits)).toEqual(new Set([6, 5, 4]));
    const crop = layers.randomCrop({ height: 2, width: 2, seed: 1 });
    const tops = Array.from({ length: 60 }, () => drawn(crop, 'top')[0]!);
    expect(new Set(tops)).toEqual(new Set([0, 1, 2]));
  });

  it.each([0.1, 0.2, 1, 3])('weights of mixUp have the moments of beta(%d, %d)', (alpha) => {
    const weights = drawn(layers.mixUp({ alpha, seed: 1 }), 'mixWeight');
    const mean = weights.reduce((sum, one) => sum + one, 0) / images;
    const variance = weights.reduce((sum, one) => sum + (one - mean) ** 2, 0) / images;
    // Johnson, Kotz & Balakrishnan 1995, chapter 25: mean ½, variance 1 / (4·(2α + 1)).
    const expected = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / images));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.25);
  });

  it('an order has every image once', () => {
    const order = drawn(layers.mixUp({ seed: 1 }), 'permutationOrder');
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: images }, (_, index) => index));
    expect(order.filter((one, index) => one === index).length).toBeLessThan(10);
  });

  it('the box of cutMix has the share of which its labels know', () => {
    tf.tidy(() => {
      const { batchMasks, mixWeight } = layers.cutMix({ seed: 1 }).drawTransformation([64, 100, 100, 3]);
      const shares = tf.mean(tf.cast(batchMasks!, 'float32'), [1, 2, 3]).dataSync();
      for (const [index, weight] of mixWeight!.dataSync().entries()) {
        expect(Math.abs(shares[index]! - (1 - weight))).toBeLessThan(0.025);
      }
    });
  });

  it('repeat with their seed, are new at every step, and repeat with setSeed where none is given', () => {
    const x = tf.randomUniform([2, 5, 5, 3], 0, 255, 'float32', 3);
    const step = (layer: layers.Layer): number[] =>
      tf.tidy(() => [...(layer.apply(x, { training: true }) as Tensor).dataSync()]);
    const make = (seed: number | null) => layers.randomErasing({ factor: [1, 1], seed });
    const [first, second] = [make(4), make(4)];
    const steps = [step(first), step(first)];
    expect([step(second), step(second)]).toEqual(steps);
    expect(steps[0]).not.toEqual(steps[1]);
    const seeded = (): number[] => {
      setSeed(8);
      return step(make(null));
    };
    expect(seeded()).toEqual(seeded());
    x.dispose();
  });
});

describe('outside of training', () => {
  it('images stay as they are, autoContrast excepted, and randomCrop takes the middle', () => {
    const x = tf.randomUniform([2, 6, 8, 3], 10, 200, 'float32', 3);
    const at = (layer: layers.Layer): Tensor => layer.apply(x) as Tensor;
    tf.tidy(() => {
      for (const layer of [layers.randomFlip(), layers.randomRotation({ factor: 1 }), layers.mixUp()]) {
        expect([...at(layer).dataSync()]).toEqual([...x.dataSync()]);
      }
      const full = at(layers.autoContrast());
      expect(tf.min(full).dataSync()[0]).toBeCloseTo(0, 3);
      expect(tf.max(full).dataSync()[0]).toBeCloseTo(255, 3);
      const middle = at(layers.randomCrop({ height: 3, width: 3 }));
      // The middle 6×6, each 2×2 averaged: bilinear values at pixel centers.
      const expected = tf.avgPool(tf.slice(x, [0, 0, 1, 0], [2, 6, 6, 3]) as never, 2, 2, 'valid');
      expect(tf.max(tf.abs(tf.sub(middle, expected))).dataSync()[0]).toBeLessThan(1e-3);
    });
    x.dispose();
  });
});

describe('augment', () => {
  const picture = tf.tensor4d(
    Array.from({ length: 24 }, (_, index) => index),
    [1, 4, 6, 1],
  );

  it('moves masks and boxes with the images', () => {
    const flip = layers.randomFlip({ mode: 'horizontal' });
    flip.drawTransformation = () => ({ flips: tf.ones([1, 1, 1, 1]) });
    const result = flip.augment({
      images: picture,
      segmentationMasks: picture,
      boundingBoxes: tf.tensor3d([0, 1, 2, 3], [1, 1, 4]),
    });
    expect([...result.images.dataSync()].slice(0, 6)).toEqual([5, 4, 3, 2, 1, 0]);
    expect([...result.segmentationMasks!.dataSync()]).toEqual([...result.images.dataSync()]);
    // Two columns at the left edge of six are two columns at the right edge.
    expect([...result.boundingBoxes!.dataSync()].map(Math.round)).toEqual([4, 1, 6, 3]);
  });

  it.each([
    ['a quarter turn', layers.randomRotation({ factor: 1 }), { angle: tf.tensor1d([90]) }],
    [
      'a shift',
      layers.randomTranslation({ heightFactor: 1, widthFactor: 1 }),
      { translations: tf.tensor2d([[3, 1]]) },
    ],
    [
      'a zoom',
      layers.randomZoom({ heightFactor: 1 }),
      { heightZoom: tf.tensor2d([[0.5]]), widthZoom: tf.tensor2d([[0.5]]) },
    ],
    ['a crop', layers.randomCrop({ height: 9, width: 9 }), { top: tf.scalar(2), left: tf.scalar(3) }],
  ] as const)('puts the box around what it was around, after %s', (_, layer, transformation) => {
    tf.tidy(() => {
      const [left, top, right, bottom] = [5, 4, 9, 7];
      const one = tf.ones([1, bottom - top, right - left, 1]);
      const object = tf.pad(one, [
        [0, 0],
        [top, 13 - bottom],
        [left, 13 - right],
        [0, 0],
      ]);
      layer.drawTransformation = () => transformation;
      const result = layer.augment({
        images: object,
        segmentationMasks: object,
        boundingBoxes: tf.tensor3d([left, top, right, bottom], [1, 1, 4]),
      });
      const mask = result.segmentationMasks!.arraySync() as number[][][][];
      const rows = mask[0]!.map((row) => row.some(([value]) => value === 1));
      const columns = mask[0]![0]!.map((_pixel, x) => mask[0]!.some((row) => row[x]![0] === 1));
      const around = [
        columns.indexOf(true),
        rows.indexOf(true),
        columns.lastIndexOf(true) + 1,
        rows.lastIndexOf(true) + 1,
      ];
      const box = [...result.boundingBoxes!.dataSync()];
      for (const [index, edge] of around.entries()) expect(Math.abs(box[index]! - edge)).toBeLessThan(0.51);
    });
  });

  it('refuses what it cannot take along', () => {
    const boundingBoxes = tf.zeros([1, 1, 4]);
    expect(() => layers.mixUp().augment({ images: picture, boundingBoxes })).toThrow(ArgumentError);
    expect(() => layers.mixUp().augment({ images: picture, labels: tf.zeros([1]) })).toThrow(/one-hot/);
    expect(() => layers.randomFlip().augment({ images: picture, boundingBoxes: tf.zeros([1, 4]) })).toThrow(
      /pixels/,
    );
  });

  it('leaves no tensor but what it gives', () => {
    const labels = tf.tensor2d([[1, 0]]);
    const before = tf.memory().numTensors;
    const result = layers.cutMix().augment({ images: picture, labels });
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose(result as unknown as Record<string, Tensor>);
    labels.dispose();
  });
});

describe('gradients', () => {
  // Where colors lie at a kink (two channels alike), finite differences are wrong: the layers draw from fixed seeds.
  setSeed(1);
  const x = tf.randomUniform([2, 5, 6, 3], 0.2, 0.8, 'float32', 5);
  const along = tf.randomUniform([2, 5, 6, 3], -1, 1, 'float32', 6);

  it.each([
    layers.randomFlip(),
    layers.randomRotation({ factor: 0.2 }),
    layers.randomShear({ xFactor: 0.4, fillMode: 'wrap' }),
    layers.randomPerspective({ factor: [1, 1], scale: 0.4 }),
    layers.randomContrast({ factor: 0.4, valueRange: [-9, 9] }),
    layers.randomHue({ factor: 0.3, valueRange: [0, 1] }),
    layers.randomSaturation({ factor: [0.3, 0.45], valueRange: [0, 1] }),
    layers.randomSharpness({ factor: 0.7, valueRange: [-9, 9] }),
    layers.randomGaussianBlur({ factor: [1, 1], valueRange: [-9, 9] }),
    layers.solarization({ thresholdFactor: 1, valueRange: [0, 1] }),
    layers.autoContrast({ valueRange: [0, 1] }),
    layers.mixUp(),
    layers.cutMix(),
  ])('pass through $name as finite differences have it', (layer) => {
    tf.tidy(() => {
      const transformation = layer.drawTransformation(x.shape);
      const weights = tf.randomUniform([2, 5, 6, 3], 0.5, 1.5, 'float32', 7);
      const value = (images: Tensor): Tensor =>
        tf.sum(tf.mul(layer.transformImages(images, transformation), weights));
      const exact = tf.sum(tf.mul(tf.grad(value)(x), along)).dataSync()[0]!;
      const step = 0.0005;
      const moved = (distance: number): number => value(tf.add(x, tf.mul(along, distance))).dataSync()[0]!;
      const numeric = (moved(step) - moved(-step)) / (2 * step);
      expect(Math.abs(exact - numeric)).toBeLessThan(0.03 * Math.abs(numeric) + 0.05);
    });
  });
});
