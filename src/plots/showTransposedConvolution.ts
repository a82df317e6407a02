/** A transposed convolution, input by input. */
import type { Tensor } from '@tensorflow/tfjs';
import { transposedSteps } from '../explain/steps/convolutionSteps.js';
import { type Matrix, matrixOf } from '../explain/steps/windows.js';
import type { Figure } from './figure.js';
import { gridAnimation, shortNumber } from './numberGrids.js';
import { rowsText, type ShowWindowOptions, sizeText, windowText } from './showConvolution.js';
import { word } from './words.js';

/**
 * Each number of the image adds the kernel, multiplied by itself, to the output; neighbors are `stride` apart there.
 * Padding is what is cut off around the output (outside of the dotted line).
 * @param image at most 16×16 numbers
 * @param kernel at most 16×16 numbers
 * @throws {ArgumentError} where the padding cuts off everything
 * @example plots.showTransposedConvolution([[1, 2], [3, 4]], [[1, 0], [2, 1]], { stride: 2 }); // 4×4
 */
export function showTransposedConvolution(
  image: Matrix | Tensor,
  kernel: Matrix | Tensor,
  options: ShowWindowOptions = {},
): Figure {
  const caller = 'plots.showTransposedConvolution';
  const [pixels, weights] = [matrixOf(caller, 'image', image), matrixOf(caller, 'kernel', kernel)];
  const { places, outputs, output } = transposedSteps(caller, pixels, weights, options);
  const { padding = 0 } = options;
  const last = outputs.at(-1)!;
  const scaled = (factor: number) => weights.map((row) => row.map((weight) => factor * weight));
  return gridAnimation({
    title: options.title,
    text: `${word('transposedConvolution')} ${sizeText(pixels)}, ${word('kernel').toLowerCase()} ${sizeText(weights)}${windowText(options)} → ${sizeText(output)}: ${rowsText(output)}.`,
    grids: [
      { title: word('imageGrid'), values: pixels, sign: '·' },
      { title: word('kernel'), values: weights, sign: '=' },
      { title: word('product'), values: scaled(1), sign: '↷' },
      {
        title: word('output'),
        values: last,
        ...(padding > 0 && { inner: [padding, padding, output.length, output[0]!.length] as const }),
      },
    ],
    steps: places.map(({ row, column, cells }, index) => {
      const value = pixels[row]![column]!;
      return {
        name: String(index + 1),
        values: { 2: scaled(value), 3: outputs[index]! },
        framed: [
          { grid: 0, cells: [[row, column]] },
          { grid: 3, cells },
        ],
        arithmetic: [
          `<b>${shortNumber(value)}</b> · ${word('kernel').toLowerCase()}, ${word('addedAtRow')} ${cells[0]![0] + 1}, ${word('column')} ${cells[0]![1] + 1}`,
        ],
      };
    }),
  });
}
