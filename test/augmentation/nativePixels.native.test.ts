/** The compiled loops give the numbers of the JavaScript, to the bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineMap, mirrored } from '../../src/augmentation/affine.js';
import { affineResample } from '../../src/augmentation/affineResample.js';
import { brighten, shiftAndBrighten, shiftChannels } from '../../src/augmentation/color.js';
import { fillModes, nativePixels, withoutNativePixels } from '../../src/augmentation/nativePixels.js';
import { pillowResize } from '../../src/augmentation/pillowResize.js';
import type { FloatPixels } from '../../src/augmentation/pixels.js';
import { tensorflowResize } from '../../src/augmentation/tensorflowResize.js';
import { standardize } from '../../src/data/generator/standardize.js';
import { randomGenerator } from '../../src/engine/seed.js';

const side = fc.integer({ min: 1, max: 40 });
const channelCount = fc.constantFrom(1, 2, 3, 4);
const unit = { noNaN: true, noDefaultInfinity: true };
const between = (min: number, max: number) => fc.double({ min, max, ...unit });

function bytesOf(length: number, seed: number): Uint8Array {
  const random = randomGenerator(seed);
  return Uint8Array.from({ length }, () => random.nextInteger(256));
}

/** What `work` gives with the addon and without it. */
function expectSame<Result extends { values: ArrayBufferView }>(work: () => Result): void {
  const native = work().values;
  const plain = withoutNativePixels(work).values;
  // One by one, what is no number is equal, too.
  if (!bytesBehind(native).equals(bytesBehind(plain))) expect(native).toEqual(plain);
}

function bytesBehind({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

describe.skipIf(nativePixels() === undefined)('the compiled loops (npm run setup)', () => {
  it('resize bytes', () => {
    const sizes = fc.tuple(side, side, side, side);
    const interpolation = fc.constantFrom(
      'nearest' as const,
      'bilinear' as const,
      'bicubic' as const,
      'lanczos' as const,
      'box' as const,
      'hamming' as const,
    );
    fc.assert(
      fc.property(
        sizes,
        channelCount,
        interpolation,
        fc.nat(),
        fc.boolean(),
        ([height, width, toHeight, toWidth], channels, how, seed, isCut) => {
          const image = { values: bytesOf(height * width * channels, seed), height, width, channels };
          const box = isCut
            ? { left: width >> 2, top: height >> 2, right: width, bottom: height - (height >> 2) }
            : undefined;
          expectSame(() => {
            const { values } = pillowResize(image, [toHeight, toWidth], how, box);
            return { values: values.slice(0, toHeight * toWidth * channels) };
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('resize bytes to fractions', () => {
    fc.assert(
      fc.property(
        fc.tuple(side, side, side, side),
        channelCount,
        fc.constantFrom('nearest' as const, 'bilinear' as const, 'bicubic' as const),
        fc.boolean(),
        fc.nat(),
        ([height, width, toHeight, toWidth], channels, interpolation, antialias, seed) => {
          const image = { values: bytesOf(height * width * channels, seed), height, width, channels };
          expectSame(() => tensorflowResize(image, [toHeight, toWidth], { interpolation, antialias }));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('resample bytes and floats through any map', () => {
    const parameters = fc.record({
      theta: between(-180, 180),
      tx: between(-60, 60),
      ty: between(-60, 60),
      shear: between(-60, 60),
      zx: between(0.1, 5),
      zy: between(0.1, 5),
    });
    const options = fc.record({
      fillMode: fc.constantFrom(...fillModes),
      cval: between(-300, 300),
      blendsEdge: fc.boolean(),
      scipyWraps: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.tuple(side, side),
        channelCount,
        fc.oneof(parameters, fc.constant({ tx: 3, ty: -2 }), fc.constant({ theta: 90 })),
        options,
        fc.boolean(),
        fc.nat(),
        ([height, width], channels, how, where, isFloat, seed) => {
          const bytes = bytesOf(height * width * channels, seed);
          const values = isFloat ? Float32Array.from(bytes, (byte) => byte / 7 - 9) : bytes;
          const flips = { horizontally: seed % 2 === 0, vertically: seed % 3 === 0 };
          const map = mirrored(affineMap(how, [height, width]), [height, width], flips);
          expectSame(() => affineResample({ values, height, width, channels }, map, where));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leave maps that lead out of all bounds to JavaScript', () => {
    const image = { values: bytesOf(48, 1), height: 4, width: 4, channels: 3 };
    for (const x0 of [Number.NaN, Number.POSITIVE_INFINITY, 1e12]) {
      expectSame(() => affineResample(image, { xx: 1, xy: 0, x0, yx: 0, yy: 1, y0: 0 }));
    }
  });

  it('change colors', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      between(0.001, 255),
      between(-40, -0.001),
      between(255, 600),
      fc.constant(Number.NaN),
    );
    const change = fc.constantFrom('both', 'shift', 'brighten', 'rescale');
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 70 }),
        change,
        between(-80, 80),
        between(0, 3),
        fc.boolean(),
        (numbers, what, intensity, factor, keepsFractions) => {
          const changes: Record<string, (image: FloatPixels) => void> = {
            both: (image) => shiftAndBrighten(image, intensity, factor, keepsFractions),
            shift: (image) => shiftChannels(image, intensity),
            brighten: (image) => brighten(image, factor, keepsFractions),
            rescale: ({ values }) => standardize(values, 1, rescaling(factor)),
          };
          expectSame(() => {
            const image = {
              values: Float32Array.from(numbers),
              height: 1,
              width: numbers.length,
              channels: 1,
            };
            changes[what]!(image);
            return image;
          });
        },
      ),
      { numRuns: 2000 },
    );
    const bytes = bytesOf(70, 5);
    expectSame(() => {
      const values = new Float32Array(70);
      standardize(values, 1, rescaling(1 / 255), bytes);
      return { values };
    });
  });

  it('refuse memory that does not fit', () => {
    const native = nativePixels()!;
    const [bytes, floats] = [new Uint8Array(12), new Float32Array(11)];
    const map = Float64Array.of(1, 0, 0, 0, 1, 0);
    const weights = [Int32Array.of(1), Int32Array.of(2), Int32Array.of(9, 9), 2] as const;
    expect(() => native.resample(bytes, 2, 2, 3, map, 1, 0, 0, 0, floats)).toThrow(TypeError);
    expect(() => native.nearest(bytes, 2, 3, Int32Array.of(2), Int32Array.of(0), bytes)).toThrow(TypeError);
    expect(() => native.nearest(bytes, 2, 3, Int32Array.of(0), Int32Array.of(2), bytes)).toThrow(TypeError);
    expect(() => native.scale(bytes, 2, floats)).toThrow(TypeError);
    expect(() => native.range(floats, floats)).toThrow(TypeError);
    expect(() => native.lookUp(floats, floats)).toThrow(TypeError);
    expect(() => native.resizeColumns(bytes, 2, 3, 0, 2, ...weights, bytes)).toThrow(TypeError);
    expect(() => native.resizeRows(bytes, 2, 6, ...weights, bytes)).toThrow(TypeError);
  });
});

function rescaling(rescale: number) {
  return { rescale, samplewiseCenter: false, samplewiseStdNormalization: false };
}
