/** The arithmetic of a convolution: what comes out, how many weights it has and how many multiplications it takes.
 *  Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning". */
import { formatNumber } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import type { Pair } from '../layers/convolution/convolutionArguments.js';
import { asPair, requirePositive } from './pairs.js';

/** Arguments of `convolutionArithmetic`. */
export interface ConvolutionArithmeticArgs {
  /** [height, width] or [height, width, channels]; 1 channel if left out. */
  input: readonly number[];
  kernelSize: Pair;
  /** The number of output channels. Default 1. */
  filters?: number;
  /** Default 1. */
  strides?: Pair;
  /** Zeros on every side, or as layers name them. Default `valid`, that is 0. */
  padding?: 'valid' | 'same' | Pair;
  /** Default 1. */
  dilationRate?: Pair;
  /** Default 1. */
  groups?: number;
  /** Default true. */
  useBias?: boolean;
}

/** What `convolutionArithmetic` finds. */
export interface ConvolutionArithmetic {
  /** [height, width, filters] as a layer computes it, places left over at the edge dropped; null if nothing comes out. */
  output: [number, number, number] | null;
  /** Whether the filter ends exactly at the edge. */
  fits: boolean;
  /** Why it does not; '' if it does. */
  reason: string;
  /** The sum for each direction, as in `(7 + 2·0 − 3)/2 + 1 = 3`. */
  formulas: [height: string, width: string];
  /** Weights and biases. */
  parameters: number;
  /** For one image; those with padded zeros count too. */
  multiplications: number;
}

/**
 * Size, parameters and multiplications of a convolution: (N + 2P − F)/S + 1 places along each direction, where a filter
 * dilated by D is (F − 1)·D + 1 wide.
 * @throws {ArgumentError} for sizes that are no whole numbers above 0
 * @example
 * const { output, parameters } = convolutionArithmetic({ input: [32, 32, 3], filters: 10, kernelSize: 5 });
 * output; // [28, 28, 10]
 * parameters; // (5·5·3 + 1)·10 = 760
 * convolutionArithmetic({ input: [7, 7], kernelSize: 3, strides: 3 }).reason; // a 3×3 filter does not fit … = 2.33
 */
export function convolutionArithmetic(args: ConvolutionArithmeticArgs): ConvolutionArithmetic {
  const caller = 'convolutionArithmetic';
  const { input, filters = 1, groups = 1, useBias = true } = args;
  if (input.length !== 2 && input.length !== 3) {
    throw new ArgumentError(
      `${caller}: expected input [height, width] or [height, width, channels]; received [${input.join(', ')}].`,
    );
  }
  for (const size of input) requirePositive(caller, 'input', size);
  requirePositive(caller, 'filters', filters);
  requirePositive(caller, 'groups', groups);
  const channels = input[2] ?? 1;
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new ArgumentError(
      `${caller}: expected channels and filters that ${groups} groups divide; received ${channels} and ${filters}.`,
    );
  }
  const kernel = asPair(caller, 'kernelSize', args.kernelSize);
  const strides = asPair(caller, 'strides', args.strides ?? 1);
  const dilation = asPair(caller, 'dilationRate', args.dilationRate ?? 1);
  const axes = [0, 1].map((axis) =>
    along({
      length: input[axis]!,
      reach: (kernel[axis]! - 1) * dilation[axis]! + 1,
      stride: strides[axis]!,
      padding: zerosAround(args.padding ?? 'valid', axis),
    }),
  ) as [Along, Along];
  const [height, width] = axes;
  const output: [number, number, number] | null =
    height.places > 0 && width.places > 0 ? [height.places, width.places, filters] : null;
  const misfit = axes.find(({ isExact }) => !isExact);
  const weights = (kernel[0] * kernel[1] * channels * filters) / groups;
  return {
    output,
    fits: misfit === undefined,
    reason:
      misfit === undefined
        ? ''
        : `a ${kernel.join('×')} filter does not fit a ${input[0]}×${input[1]} input with stride ${strides[axes.indexOf(misfit)]}: ${misfit.formula}`,
    formulas: [height.formula, width.formula],
    parameters: weights + (useBias ? filters : 0),
    multiplications: height.places * width.places * weights,
  };
}

interface Along {
  /** How many positions the filter has, 0 for none. */
  places: number;
  isExact: boolean;
  formula: string;
}

function along(axis: { length: number; reach: number; stride: number; padding: number | 'same' }): Along {
  const { length, reach, stride, padding } = axis;
  if (padding === 'same') {
    const places = Math.ceil(length / stride);
    return { places, isExact: true, formula: `⌈${length}/${stride}⌉ = ${places}` };
  }
  const exact = (length + 2 * padding - reach) / stride + 1;
  const places = Math.max(0, Math.floor(exact));
  const isExact = Number.isInteger(exact) && exact >= 1;
  const shown = Number.isInteger(exact) ? String(exact) : formatNumber(exact, 2);
  const formula = `(${length} + 2·${padding} − ${reach})/${stride} + 1 = ${shown.replace('-', '−')}`;
  return { places, isExact, formula };
}

function zerosAround(padding: 'valid' | 'same' | Pair, axis: number): number | 'same' {
  if (padding === 'same') return 'same';
  if (padding === 'valid') return 0;
  const zeros = typeof padding === 'number' ? padding : padding?.[axis];
  if (zeros !== undefined && Number.isInteger(zeros) && zeros >= 0) return zeros;
  throw new ArgumentError(
    `convolutionArithmetic: expected padding 'valid', 'same' or whole numbers from 0 on; received ${JSON.stringify(padding)}.`,
  );
}
