import type { Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backwardSteps,
  convolutionSteps,
  transposedSteps,
} from '../../../src/explain/steps/convolutionSteps.js';
import { type Scalar, tf } from '../../../src/index.js';
import { workedImage, workedKernel, workedOutput } from '../../workedExample.js';

const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

/** Images, kernels and settings that fit each other exactly. */
const cases = fc
  .record({
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    output: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    step: fc.integer({ min: 1, max: 3 }),
    isDilated: fc.boolean(),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ kernel, output, step, isDilated, padding }) => {
    const [stride, dilation] = isDilated ? [1, step] : [step, 1];
    const size = output.map(
      (length, axis) => (length - 1) * stride + (kernel[axis]! - 1) * dilation + 1 - 2 * padding,
    );
    return { kernel, output, stride, dilation, padding, size };
  })
  .filter(({ size }) => size.every((length) => length > 0))
  .chain(({ kernel, output, size, ...settings }) =>
    fc.record({
      image: matrix(size[0]!, size[1]!),
      weights: matrix(kernel[0], kernel[1]),
      slopes: matrix(output[0], output[1]),
      settings: fc.constant(settings),
    }),
  );

const batch = (rows: number[][]): Tensor4D => tf.tensor4d(rows.flat(), [1, rows.length, rows[0]!.length, 1]);
const filter = (rows: number[][]): Tensor4D => tf.tensor4d(rows.flat(), [rows.length, rows[0]!.length, 1, 1]);

describe('the steps of a convolution', () => {
  const I = [
    [1, 2, 1, 0],
    [2, 3, 1, 1],
    [3, 0, 0, 2],
    [1, 1, 2, 3],
  ];
  const F = [
    [1, 0],
    [2, 1],
  ];

  it('give the course’s numbers', () => {
    expect(convolutionSteps('test', workedImage, workedKernel, {}).output).toEqual(workedOutput);
    expect(convolutionSteps('test', I, F, {}).output).toEqual([
      [8, 9, 4],
      [8, 3, 3],
      [6, 4, 7],
    ]);
    expect(convolutionSteps('test', I, F, { stride: 2 }).output).toEqual([
      [8, 4],
      [6, 7],
    ]);
    // Row 1: only the lower half of the kernel is inside: 1·1, 1·2 + 2·1, …
    expect(convolutionSteps('test', I, F, { padding: 1 }).output[0]).toEqual([1, 4, 5, 2, 0]);
  });

  it('say with the arithmetic what does not fit', () => {
    const seven = Array.from({ length: 7 }, () => Array<number>(7).fill(1));
    const three = Array.from({ length: 3 }, () => Array<number>(3).fill(1));
    expect(() => convolutionSteps('test', seven, three, { stride: 3 })).toThrow('(7 − 3)/3 + 1 = 2.33');
    expect(() => convolutionSteps('test', F, three, {})).toThrow('(2 − 3)/1 + 1 = 0');
    expect(() => convolutionSteps('test', F, F, { stride: 0 })).toThrow('stride');
  });

  it('are TensorFlow’s convolution, and their gradients TensorFlow’s, for any size', () => {
    fc.assert(
      fc.property(cases, ({ image, weights, slopes, settings }) => {
        const { stride, padding, dilation } = settings;
        const steps = convolutionSteps('test', image, weights, settings);
        const back = backwardSteps('test', steps, weights, slopes).at(-1)!;
        tf.tidy(() => {
          const pad = (x: Tensor4D) =>
            tf.pad(x, [
              [0, 0],
              [padding, padding],
              [padding, padding],
              [0, 0],
            ]) as Tensor4D;
          const spread = (kernel: Tensor4D) => {
            const [rows, columns] = kernel.shape;
            const zeros = tf.pad(tf.reshape(kernel, [rows, 1, columns, 1]), [
              [0, 0],
              [0, dilation - 1],
              [0, 0],
              [0, dilation - 1],
            ]);
            const whole = tf.reshape(zeros, [rows * dilation, columns * dilation, 1, 1]);
            return tf.slice(
              whole,
              [0, 0, 0, 0],
              [(rows - 1) * dilation + 1, (columns - 1) * dilation + 1, 1, 1],
            ) as Tensor4D;
          };
          const forward = (x: Tensor4D, kernel: Tensor4D) =>
            tf.conv2d(pad(x), spread(kernel), stride, 'valid');
          const y = forward(batch(image), filter(weights));
          expect(y.shape.slice(1, 3)).toEqual([steps.output.length, steps.output[0]!.length]);
          expect([...y.dataSync()]).toEqual(steps.output.flat());
          const weighted = (x: Tensor4D, kernel: Tensor4D) =>
            tf.sum(tf.mul(forward(x, kernel), batch(slopes))) as Scalar;
          const [dx, dw] = tf.grads((x, kernel) => weighted(x as Tensor4D, kernel as Tensor4D))([
            batch(image),
            filter(weights),
          ]);
          expect([...dw!.dataSync()]).toEqual(back.kernelGradient.flat());
          const cut = back.inputGradient
            .slice(padding, padding + image.length)
            .map((row) => row.slice(padding, padding + image[0]!.length));
          expect([...dx!.dataSync()].map((value) => value + 0)).toEqual(cut.flat().map((value) => value + 0));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('of a transposed convolution are TensorFlow’s', () => {
    fc.assert(
      fc.property(cases, ({ image, weights, settings: { stride } }) => {
        const { output } = transposedSteps('test', image, weights, { stride });
        tf.tidy(() => {
          const shape: [number, number, number, number] = [1, output.length, output[0]!.length, 1];
          const y = tf.conv2dTranspose(batch(image), filter(weights), shape, stride, 'valid');
          expect([...y.dataSync()].map((value) => value + 0)).toEqual(
            output.flat().map((value) => value + 0),
          );
        });
      }),
      { numRuns: 40 },
    );
    const { output } = transposedSteps('test', F, F, { padding: 1 });
    // Without padding [[1,0,0],[4,2,0],[4,4,1]]: its middle.
    expect(output).toEqual([[2]]);
    expect(() => transposedSteps('test', F, F, { padding: 2 })).toThrow('cuts off all of 3×3');
  });
});
