/** Pooling, window by window. */
import type { Tensor } from '@tensorflow/tfjs';
import { type PoolingKind, type PoolingSteps, poolingSteps } from '../explain/steps/poolingSteps.js';
import { type Matrix, matrixOf } from '../explain/steps/windows.js';
import type { Figure } from './figure.js';
import { filledUpTo, gridAnimation, shortNumber, sumLines } from './numberGrids.js';
import { rowsText, sizeText } from './showConvolution.js';
import { word } from './words.js';

/** Arguments of `plots.showPooling`. */
export interface ShowPoolingOptions {
  /** The side of the window. Default 2. */
  poolSize?: number;
  /** Default: poolSize. */
  stride?: number;
  /** Default `max`. */
  kind?: PoolingKind;
  title?: string;
}

/**
 * The window slides over the image; each step shows what is kept of it.
 * @param image at most 16×16 numbers
 * @throws {ArgumentError} where the window does not fit or does not end at the edge, with the arithmetic
 * @example plots.showPooling([[1, 2, 1, 0], [2, 3, 1, 1], [3, 0, 0, 2], [1, 1, 2, 3]], { kind: 'average' }); // 2 .75, 1.25 1.75
 */
export function showPooling(image: Matrix | Tensor, options: ShowPoolingOptions = {}): Figure {
  const caller = 'plots.showPooling';
  const { poolSize = 2, stride = poolSize, kind = 'max', title } = options;
  const pixels = matrixOf(caller, 'image', image);
  const pooling = poolingSteps(caller, pixels, { poolSize, stride, kind });
  return poolingFigure(pixels, pooling, kind, `${poolSize}×${poolSize}, ${word('stride')} ${stride}`, title);
}

export function poolingFigure(
  pixels: Matrix,
  { places, output }: PoolingSteps,
  kind: PoolingKind,
  details: string,
  title: string | undefined,
): Figure {
  return gridAnimation({
    title,
    text: `${word(poolingNames[kind])} ${sizeText(pixels)}, ${details} → ${sizeText(output)}: ${rowsText(output)}.`,
    grids: [
      { title: word('imageGrid'), values: pixels, sign: '→' },
      { title: word(poolingNames[kind]), values: filledUpTo(output, places, places.length - 1) },
    ],
    steps: places.map(({ row, column, cells }, index) => ({
      name: String(index + 1),
      values: { 1: filledUpTo(output, places, index) },
      framed: [
        { grid: 0, cells },
        { grid: 1, cells: [[row, column]] },
      ],
      arithmetic: arithmeticOf(
        kind,
        cells.map(([y, x]) => pixels[y]![x]!),
        output[row]![column]!,
      ),
    })),
  });
}

const poolingNames = { max: 'maxPooling', average: 'averagePooling', min: 'minPooling' } as const;

function arithmeticOf(kind: PoolingKind, values: readonly number[], result: number): string[] {
  const shown = values.map(shortNumber);
  const end = ` = <b>${shortNumber(result)}</b>`;
  if (kind === 'average') {
    const [first, ...rest] = sumLines(shown, 9, `) / ${values.length}${end}`);
    return [`(${first}`, ...rest];
  }
  return [`${kind}(${shown.join('; ')})${end}`];
}
