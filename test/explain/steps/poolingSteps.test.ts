import { describe, expect, it } from 'vitest';
import { dropoutSteps } from '../../../src/explain/steps/dropoutSteps.js';
import { adaptivePoolingSteps, poolingSteps } from '../../../src/explain/steps/poolingSteps.js';

const I = [
  [1, 2, 1, 0],
  [2, 3, 1, 1],
  [3, 0, 0, 2],
  [1, 1, 2, 3],
];
const deck = [
  [29, 15, 28, 184],
  [0, 100, 70, 38],
  [12, 12, 7, 2],
  [12, 12, 45, 6],
];

describe('the steps of pooling', () => {
  it.each([
    [
      'max',
      deck,
      [
        [100, 184],
        [12, 45],
      ],
    ],
    [
      'average',
      deck,
      [
        [36, 80],
        [12, 15],
      ],
    ],
    [
      'min',
      deck,
      [
        [0, 28],
        [12, 2],
      ],
    ],
    [
      'average',
      I,
      [
        [2, 0.75],
        [1.25, 1.75],
      ],
    ],
    [
      'max',
      I,
      [
        [3, 1],
        [3, 3],
      ],
    ],
  ] as const)('%s', (kind, image, expected) => {
    expect(poolingSteps('test', image, { poolSize: 2, stride: 2, kind }).output).toEqual(expected);
  });

  it('overlap with a stride below the size, and say what does not fit', () => {
    const { places, output } = poolingSteps('test', I, { poolSize: 3, stride: 1, kind: 'max' });
    expect(output).toEqual([
      [3, 3],
      [3, 3],
    ]);
    expect(places.map(({ cells }) => cells[0])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(() => poolingSteps('test', I, { poolSize: 3, stride: 2, kind: 'max' })).toThrow(
      '(4 − 3)/2 + 1 = 1.5',
    );
  });

  it('adapt to an output of any size', () => {
    const { output } = adaptivePoolingSteps('test', I, { outputSize: [3, 3], kind: 'average' });
    expect(output).toEqual([
      [2, 1.75, 0.75],
      [2, 1, 1],
      [1.25, 0.75, 1.75],
    ]);
    expect(adaptivePoolingSteps('test', I, { outputSize: [1, 2], kind: 'max' }).output).toEqual([[3, 3]]);
    expect(() => adaptivePoolingSteps('test', I, { outputSize: [5, 1], kind: 'max' })).toThrow('at most 4×4');
  });
});

describe('the steps of dropout', () => {
  it('keep a share of the numbers, scaled, so that their mean comes to the input', () => {
    const steps = dropoutSteps('test', I, { rate: 0.25, steps: 4000, seed: 3 });
    for (const { mask, output } of steps.slice(0, 20)) {
      for (const [y, row] of output.entries()) {
        for (const [x, value] of row.entries())
          expect(value).toBeCloseTo((I[y]![x]! * mask[y]![x]!) / 0.75, 12);
      }
    }
    // A mean of 4000 numbers of deviation at most 3·√(¼/¾) = 1.73 strays by 0.03: five times that.
    for (const [y, row] of steps.at(-1)!.mean.entries()) {
      for (const [x, value] of row.entries()) expect(Math.abs(value - I[y]![x]!)).toBeLessThan(0.14);
    }
    expect(dropoutSteps('test', I, { rate: 0.25, steps: 3, seed: 3 })).toEqual(steps.slice(0, 3));
    expect(() => dropoutSteps('test', I, { rate: 1, steps: 1, seed: 1 })).toThrow('rate in [0, 1)');
  });
});
