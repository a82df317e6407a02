/** A convolution, window by window, with its arithmetic. */
import type { Tensor } from '@tensorflow/tfjs';
import { convolutionSteps } from '../explain/steps/convolutionSteps.js';
import { type Matrix, matrixOf, type WindowArgs } from '../explain/steps/windows.js';
import type { Figure } from './figure.js';
import { filledUpTo, gridAnimation, shortNumber, sumLines, term } from './numberGrids.js';
import { word } from './words.js';

/** Arguments of `plots.showConvolution` and its like. */
export interface ShowWindowOptions {
  /** Default 1. */
  stride?: number;
  /** Zeros on every side. Default 0. */
  padding?: number;
  /** The distance between neighboring elements of the kernel. Default 1. */
  dilation?: number;
  title?: string;
}

/**
 * The kernel slides over the image; each step spells out the sum of one output. As in every library of deep learning the
 * kernel is not turned around (a cross-correlation).
 * @param image at most 16×16 numbers
 * @param kernel at most 16×16 numbers
 * @throws {ArgumentError} where the kernel does not fit or does not end at the edge, with the arithmetic
 * @example
 * plots.showConvolution(
 *   [[1, 2, 1, 0], [2, 3, 1, 1], [3, 0, 0, 2], [1, 1, 2, 3]],
 *   [[1, 0], [2, 1]],
 * ); // 3×3: 8 9 4, 8 3 3, 6 4 7
 */
export function showConvolution(
  image: Matrix | Tensor,
  kernel: Matrix | Tensor,
  options: ShowWindowOptions = {},
): Figure {
  const caller = 'plots.showConvolution';
  const [pixels, weights] = [matrixOf(caller, 'image', image), matrixOf(caller, 'kernel', kernel)];
  const { input, places, output } = convolutionSteps(caller, pixels, weights, options);
  const flat = weights.flat();
  const { padding = 0 } = options;
  return gridAnimation({
    title: options.title,
    text: `${word('convolution2D')} ${sizeText(pixels)} ∗ ${sizeText(weights)}${windowText(options)} → ${sizeText(output)}: ${rowsText(output)}.`,
    grids: [
      {
        title: word('imageGrid'),
        values: input,
        sign: '∗',
        ...(padding > 0 && { inner: [padding, padding, pixels.length, pixels[0]!.length] as const }),
      },
      { title: word('kernel'), values: weights, sign: '=' },
      { title: word('output'), values: filledUpTo(output, places, places.length - 1) },
    ],
    steps: places.map(({ row, column, cells }, index) => ({
      name: String(index + 1),
      values: { 2: filledUpTo(output, places, index) },
      framed: [
        { grid: 0, cells },
        { grid: 2, cells: [[row, column]] },
      ],
      arithmetic: sumLines(
        cells.map(([y, x], at) => `${term(input[y]![x]!)}·${term(flat[at]!)}`),
        weights[0]!.length < 3 ? 4 : weights[0]!.length,
        ` = <b>${shortNumber(output[row]![column]!)}</b>`,
      ),
    })),
  });
}

/** `4×4`. */
export function sizeText(matrix: readonly (readonly unknown[])[]): string {
  return `${matrix.length}×${matrix[0]!.length}`;
}

/** `8 9 4 / 8 3 3 / 6 4 7`. */
export function rowsText(matrix: Matrix): string {
  return matrix.map((row) => row.map(shortNumber).join(' ')).join(' / ');
}

/** What is not as usual of a window. */
export function windowText({ stride = 1, padding = 0, dilation = 1 }: WindowArgs): string {
  const parts = [
    stride === 1 ? '' : `, ${word('stride')} ${stride}`,
    padding === 0 ? '' : `, ${word('padding')} ${padding}`,
    dilation === 1 ? '' : `, ${word('dilation')} ${dilation}`,
  ];
  return parts.join('');
}
