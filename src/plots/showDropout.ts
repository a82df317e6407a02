/** Dropout, training step by training step. */
import type { Tensor } from '@tensorflow/tfjs';
import { nextSeed } from '../engine/index.js';
import { dropoutSteps } from '../explain/steps/dropoutSteps.js';
import { type Matrix, matrixOf, requireWhole } from '../explain/steps/windows.js';
import type { Figure } from './figure.js';
import { gridAnimation, shortNumber } from './numberGrids.js';
import { rowsText, sizeText } from './showConvolution.js';
import { word } from './words.js';

/** Arguments of `plots.showDropout`. */
export interface ShowDropoutOptions {
  /** The fraction that is dropped. Default 0.5. */
  rate?: number;
  /** How many training steps. Default 20. */
  steps?: number;
  /** Makes the masks repeatable. */
  seed?: number;
  title?: string;
}

/**
 * A new mask in every step, and what is left divided by 1 − rate (inverted dropout), so that the mean over the steps comes
 * to the input and nothing need be done when predicting.
 * @param input at most 16×16 numbers
 * @throws {ArgumentError} for a rate outside [0, 1)
 * @example plots.showDropout([[1, 2, 1, 0], [2, 3, 1, 1], [3, 0, 0, 2], [1, 1, 2, 3]], { rate: 0.5, seed: 1 });
 */
export function showDropout(input: Matrix | Tensor, options: ShowDropoutOptions = {}): Figure {
  const caller = 'plots.showDropout';
  const { rate = 0.5, steps = 20, seed = nextSeed(), title } = options;
  requireWhole(caller, 'steps', steps, 1);
  const values = matrixOf(caller, 'input', input);
  const taken = dropoutSteps(caller, values, { rate, steps, seed });
  const [last] = taken.slice(-1);
  const factor = shortNumber(1 / (1 - rate));
  return gridAnimation({
    title,
    text: `${word('dropout')} ${shortNumber(rate)}, ${sizeText(values)}, ${steps} ${word('steps')}; ${word('meanOfSteps').toLowerCase()}: ${rowsText(last!.mean)}.`,
    grids: [
      { title: word('inputGrid'), values, sign: '·' },
      { title: word('mask'), values: last!.mask, sign: '→' },
      { title: `· 1/(1 − ${shortNumber(rate)})`, values: last!.output, sign: '' },
      { title: word('meanOfSteps'), values: last!.mean },
    ],
    steps: taken.map(({ mask, output, mean }, index) => ({
      name: String(index + 1),
      values: { 1: mask, 2: output, 3: mean },
      framed: [],
      arithmetic: [
        `${word('kept')}: <b>${mask.flat().reduce((sum, one) => sum + one, 0)}</b> ${word('of')} ${values.flat().length}, · 1/(1 − ${shortNumber(rate)}) = · ${factor}`,
      ],
    })),
  });
}
