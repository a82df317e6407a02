/** The way back through a convolution: the gradients of kernel and image, one output after the other. */
import type { Tensor } from '@tensorflow/tfjs';
import { backwardSteps, convolutionSteps } from '../explain/steps/convolutionSteps.js';
import { type Matrix, matrixOf } from '../explain/steps/windows.js';
import type { Figure } from './figure.js';
import { gridAnimation, shortNumber } from './numberGrids.js';
import { seriesColors } from './palette.js';
import { rowsText, type ShowWindowOptions, sizeText, windowText } from './showConvolution.js';
import { word } from './words.js';

/** Arguments of `plots.showBackpropConvolution`. */
export interface ShowBackpropConvolutionOptions extends ShowWindowOptions {
  /** ∂L/∂output, of the output's size; ones if left out, that is L = Σ output. */
  outputGradient?: Matrix | Tensor;
}

/**
 * For each output its slope g goes back twice: ∂L/∂kernel gains g · (image under the window), ∂L/∂image gains
 * g · kernel under the window. Both are sums over all outputs that a weight, or a pixel, has taken part in.
 * @param image at most 16×16 numbers
 * @param kernel at most 16×16 numbers
 * @throws {ArgumentError} where the kernel does not fit, with the arithmetic
 * @example plots.showBackpropConvolution([[1, 2, 1], [2, 3, 1], [3, 0, 0]], [[1, 0], [2, 1]]);
 */
export function showBackpropConvolution(
  image: Matrix | Tensor,
  kernel: Matrix | Tensor,
  options: ShowBackpropConvolutionOptions = {},
): Figure {
  const caller = 'plots.showBackpropConvolution';
  const [pixels, weights] = [matrixOf(caller, 'image', image), matrixOf(caller, 'kernel', kernel)];
  const forward = convolutionSteps(caller, pixels, weights, options);
  const slopes =
    options.outputGradient === undefined
      ? forward.output.map((row) => row.map(() => 1))
      : matrixOf(caller, 'outputGradient', options.outputGradient);
  const steps = backwardSteps(caller, forward, weights, slopes);
  const [last] = steps.slice(-1);
  const { padding = 0 } = options;
  const inner = padding > 0 && { inner: [padding, padding, pixels.length, pixels[0]!.length] as const };
  const allOf = (matrix: Matrix) => matrix.flatMap((row, y) => row.map((_, x) => [y, x] as const));
  const everyWeight = allOf(weights);
  const blue = seriesColors[0];
  return gridAnimation({
    title: options.title,
    text: `${word('backwardThrough')} ${sizeText(pixels)} ∗ ${sizeText(weights)}${windowText(options)}. ∂L/∂${word('kernel').toLowerCase()}: ${rowsText(last!.kernelGradient)}. ∂L/∂${word('image')}: ${rowsText(cut(last!.inputGradient, padding))}.`,
    grids: [
      { title: word('imageGrid'), values: forward.input, ...inner },
      { title: word('kernel'), values: weights },
      { title: `∂L/∂${word('output').toLowerCase()}`, values: slopes, sign: '→' },
      { title: `∂L/∂${word('kernel').toLowerCase()}`, values: last!.kernelGradient },
      { title: `∂L/∂${word('image')}`, values: last!.inputGradient, ...inner },
    ],
    steps: steps.map(({ place, slope, kernelGradient, inputGradient }, index) => ({
      name: String(index + 1),
      values: { 3: kernelGradient, 4: inputGradient },
      framed: [
        { grid: 0, cells: place.cells, color: blue },
        { grid: 1, cells: everyWeight },
        { grid: 2, cells: [[place.row, place.column]] },
        { grid: 3, cells: everyWeight, color: blue },
        { grid: 4, cells: place.cells },
      ],
      arithmetic: [
        `g = <b>${shortNumber(slope)}</b>`,
        `<span style="color:${blue}">∂L/∂${word('kernel').toLowerCase()} += g · ${word('imageUnderWindow')}</span>,  ∂L/∂${word('image')} += g · ${word('kernel').toLowerCase()}`,
      ],
    })),
  });
}

function cut(matrix: Matrix, zeros: number): number[][] {
  return matrix.slice(zeros, matrix.length - zeros).map((row) => row.slice(zeros, row.length - zeros));
}
