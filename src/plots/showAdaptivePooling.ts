/** Pooling to an output of a given size, window by window. */
import type { Tensor } from '@tensorflow/tfjs';
import { adaptivePoolingSteps, type PoolingKind } from '../explain/steps/poolingSteps.js';
import { type Matrix, matrixOf } from '../explain/steps/windows.js';
import type { Pair } from '../layers/convolution/convolutionArguments.js';
import type { Figure } from './figure.js';
import { poolingFigure } from './showPooling.js';
import { word } from './words.js';

/** Arguments of `plots.showAdaptivePooling`. */
export interface ShowAdaptivePoolingOptions {
  /** One number, or rows and columns. */
  outputSize: Pair;
  /** Default `average`. */
  kind?: PoolingKind;
  title?: string;
}

/**
 * Windows that together cover the image, whatever its size, and overlap where the output's size does not divide it:
 * output i sees floor(i·H/k) … ceil((i + 1)·H/k) − 1.
 * @param image at most 16×16 numbers
 * @throws {ArgumentError} for an output larger than the image
 * @example
 * const image = [[1, 2, 1, 0], [2, 3, 1, 1], [3, 0, 0, 2], [1, 1, 2, 3]];
 * plots.showAdaptivePooling(image, { outputSize: 3 }); // 2 1.75 .75, 2 1 1, 1.25 .75 1.75
 */
export function showAdaptivePooling(image: Matrix | Tensor, options: ShowAdaptivePoolingOptions): Figure {
  const caller = 'plots.showAdaptivePooling';
  const { outputSize: given, kind = 'average', title } = options;
  const pixels = matrixOf(caller, 'image', image);
  const outputSize: [number, number] = typeof given === 'number' ? [given, given] : [given[0], given[1]];
  const pooling = adaptivePoolingSteps(caller, pixels, { outputSize, kind });
  return poolingFigure(pixels, pooling, kind, word('adaptive'), title);
}
