import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConvolutionArithmeticArgs, convolutionArithmetic, layers, models } from '../../src/index.js';

describe('convolution arithmetic', () => {
  it.each<[string, ConvolutionArithmeticArgs, number[] | null, number]>([
    ['7×7, 3×3', { input: [7, 7], kernelSize: 3 }, [5, 5, 1], 10],
    ['stride 2', { input: [7, 7], kernelSize: 3, strides: 2 }, [3, 3, 1], 10],
    ['padding 1', { input: [7, 7], kernelSize: 3, padding: 1 }, [7, 7, 1], 10],
    ['ten 3×3 on 16×16×3', { input: [16, 16, 3], kernelSize: 3, filters: 10, padding: 1 }, [16, 16, 10], 280],
    ['ten 5×5 on 32×32×3', { input: [32, 32, 3], kernelSize: 5, filters: 10 }, [28, 28, 10], 760],
    ['four 3×3 on 32×32×3', { input: [32, 32, 3], kernelSize: 3, filters: 4 }, [30, 30, 4], 112],
    ['dilation 2', { input: [7, 7], kernelSize: 3, dilationRate: 2 }, [3, 3, 1], 10],
    ['larger than its input', { input: [4, 4], kernelSize: 5 }, null, 26],
  ])('%s', (_, args, output, parameters) => {
    expect(convolutionArithmetic(args)).toMatchObject({ output, parameters });
  });

  it('counts multiplications, with and without a 1×1 bottleneck (28×28×192 to 32 channels)', () => {
    const count = (channels: number, filters: number, kernelSize: number) =>
      convolutionArithmetic({ input: [28, 28, channels], filters, kernelSize, padding: 'same' })
        .multiplications;
    expect(count(192, 32, 5)).toBe(120_422_400);
    expect(count(192, 16, 1)).toBe(2_408_448);
    expect(count(16, 32, 5)).toBe(10_035_200);
  });

  it('says why a filter does not fit, and what a layer makes of it', () => {
    const { fits, reason, output } = convolutionArithmetic({ input: [7, 7], kernelSize: 3, strides: 3 });
    expect(fits).toBe(false);
    expect(reason).toBe('a 3×3 filter does not fit a 7×7 input with stride 3: (7 + 2·0 − 3)/3 + 1 = 2.33');
    expect(output).toEqual([2, 2, 1]);
    expect(convolutionArithmetic({ input: [7, 7], kernelSize: 3, strides: 2 }).formulas[0]).toBe(
      '(7 + 2·0 − 3)/2 + 1 = 3',
    );
  });

  it('gives the shape and the parameters of every layer that can be built', () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 })),
        pair,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('valid' as const, 'same' as const),
        fc.boolean(),
        ([height, width], kernelSize, step, groups, padding, isDilated) => {
          const strides = isDilated ? 1 : step;
          const dilationRate = isDilated ? step : 1;
          const settings = { kernelSize, strides, dilationRate, padding, groups, filters: 2 * groups };
          const { output, parameters } = convolutionArithmetic({
            input: [height, width, 3 * groups],
            ...settings,
          });
          const build = () =>
            models.sequential([layers.conv2D({ ...settings, inputShape: [height, width, 3 * groups] })]);
          if (output === null) {
            expect(build).toThrow('does not fit');
            return;
          }
          const model = build();
          expect(model.outputs[0]!.shape.slice(1)).toEqual(output);
          expect(model.countParams()).toBe(parameters);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses what is no size', () => {
    expect(() => convolutionArithmetic({ input: [7], kernelSize: 3 })).toThrow('received [7]');
    expect(() => convolutionArithmetic({ input: [7, 7], kernelSize: 0 })).toThrow('kernelSize');
    expect(() => convolutionArithmetic({ input: [7, 7], kernelSize: 3, padding: -1 })).toThrow('padding');
    expect(() => convolutionArithmetic({ input: [7, 7, 3], kernelSize: 3, groups: 2 })).toThrow('groups');
  });
});
