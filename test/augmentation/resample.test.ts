/** keras.ops.image.affine_transform and resize against real Keras. */
import { describe, expect, it } from 'vitest';
import { type AffineMap, affineMap } from '../../src/augmentation/affine.js';
import { affineResample } from '../../src/augmentation/affineResample.js';
import type { FillMode } from '../../src/augmentation/fillMode.js';
import { tensorflowResize } from '../../src/augmentation/tensorflowResize.js';
import { ArgumentError, ImageDataGenerator, layers, tf } from '../../src/index.js';
import { type GoldenArray, goldenCase, goldenIds, numbersOf } from '../goldenCases.js';
import { expectWithin, type PixelTolerance } from '../goldenPixels.js';

interface ResampleCase {
  operation: 'affine_transform' | 'resize';
  args: {
    transform?: number[];
    interpolation?: 'nearest' | 'bilinear' | 'bicubic';
    fill_mode: FillMode;
    fill_value: number;
    size?: [number, number];
    antialias?: boolean;
    crop_to_aspect_ratio?: boolean;
    pad_to_aspect_ratio?: boolean;
  };
  tolerance: PixelTolerance;
  input: GoldenArray;
  numpy_backend?: GoldenArray;
  output?: GoldenArray;
  raises?: string;
}

const ids = goldenIds('resample');
const cases = ids.map((id) => ({ id, ...goldenCase<ResampleCase>(id) })).filter(({ raises }) => !raises);
const isReshaping = ({ args }: ResampleCase): boolean =>
  args.crop_to_aspect_ratio === true || args.pad_to_aspect_ratio === true;

describe('affine_transform', () => {
  it.each(cases.filter(({ operation }) => operation === 'affine_transform'))('$id', (one) => {
    const { transform, interpolation, fill_mode: fillMode, fill_value: cval } = one.args;
    const [xx, xy, x0, yx, yy, y0] = transform as [number, number, number, number, number, number];
    const map: AffineMap = { xx, xy, x0, yx, yy, y0 };
    const order = interpolation === 'nearest' ? 0 : 1;
    const result = affineResample(pixelsOf(one.input), map, { order, fillMode, cval, blendsEdge: true });
    expectWithin(result.values, numbersOf(one.numpy_backend!), one.tolerance);
  });
});

describe('resize', () => {
  it.each(cases.filter((one) => one.operation === 'resize' && !isReshaping(one)))('$id', (one) => {
    const { size, interpolation, antialias } = one.args;
    const result = tensorflowResize(pixelsOf(one.input), size!, { interpolation, antialias });
    expect([result.height, result.width, result.channels]).toEqual(one.output!.shape);
    expectWithin(result.values, numbersOf(one.output!), one.tolerance);
  });
});

/** ops.image.resize with these arguments is what the resizing layer does. */
describe('resize to another shape', () => {
  it.each(cases.filter((one) => one.operation === 'resize' && isReshaping(one)))('$id', (one) => {
    const { size, crop_to_aspect_ratio: cropToAspectRatio, pad_to_aspect_ratio: padToAspectRatio } = one.args;
    const [height, width] = size!;
    const layer = layers.resizing({ height, width, cropToAspectRatio, padToAspectRatio });
    const image = tf.tensor(numbersOf(one.input), [1, ...one.input.shape]);
    const result = layer.apply(image);
    expect(result.shape).toEqual([1, ...one.output!.shape]);
    expectWithin(Float32Array.from(result.dataSync()), numbersOf(one.output!), one.tolerance);
    tf.dispose([image, result]);
  });
});

it('never looks beyond the last row, however a quarter turn is rounded', () => {
  const values = Uint8Array.from({ length: 37 * 37 }, (_, at) => at % 251);
  for (const theta of [90, 180, 270, -90]) {
    for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
      const map = affineMap({ theta }, [37, 37]);
      const turned = affineResample({ values, height: 37, width: 37, channels: 1 }, map, { fillMode });
      expect(turned.values.every((value) => value >= 0 && value <= 250)).toBe(true);
    }
  }
});

it('knows no other cases', () => {
  const refused = ids.filter((id) => goldenCase<ResampleCase>(id).raises);
  // The one that TensorFlow refuses: keras.ops with another backend takes it, as ours does, and the generator refuses it too.
  expect(refused.map((id) => id.split('/').at(-1))).toEqual(['affine_mirror_raises']);
  const fillMode = 'mirror' as 'nearest';
  expect(() => new ImageDataGenerator({ fillMode })).toThrow(ArgumentError);
});

function pixelsOf(array: GoldenArray) {
  const [height, width, channels] = array.shape as [number, number, number];
  return { values: Float32Array.from(numbersOf(array)), height, width, channels };
}
