/** Changes of color that are made in one pass give what they give one after the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { brighten, shiftAndBrighten, shiftChannels } from '../../src/augmentation/color.js';

const values = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 12, maxLength: 48 }),
  fc.array(fc.double({ min: 0, max: 255, noNaN: true }), { minLength: 12, maxLength: 48 }),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 48 }),
  fc.array(fc.double({ min: -40, max: 300, noNaN: true }), { minLength: 12, maxLength: 48 }),
);

it('a channel shift and a brightness', () => {
  fc.assert(
    fc.property(
      values,
      fc.constantFrom(1, 3, 4),
      fc.double({ min: -60, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.boolean(),
      (numbers, channels, intensity, factor, keepsFractions) => {
        const width = Math.floor(numbers.length / channels);
        const image = () => ({
          ...{ values: Float32Array.from(numbers.slice(0, width * channels)), height: 1, width, channels },
        });
        const [together, apart] = [image(), image()];
        shiftAndBrighten(together, intensity, factor, keepsFractions);
        shiftChannels(apart, intensity);
        brighten(apart, factor, keepsFractions);
        expect(together.values).toEqual(apart.values);
      },
    ),
    { numRuns: 500 },
  );
});
