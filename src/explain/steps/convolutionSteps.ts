/** A convolution (a cross-correlation, as in every library of deep learning) one output after the other, and the way
 *  back: out[y, x] = Σ in[y·S + r·D, x·S + c·D] · w[r, c]; ∂L/∂w and ∂L/∂in are sums over the same products. */
import { ArgumentError } from '../../errors.js';
import {
  type Matrix,
  padded,
  requireWhole,
  sizeOfMatrix,
  type WindowArgs,
  type WindowPlace,
  windowPlaces,
  zerosOf,
} from './windows.js';

export interface ConvolutionSteps {
  /** The image with its zeros. */
  input: number[][];
  places: WindowPlace[];
  output: number[][];
}

/** @throws {ArgumentError} where the kernel does not fit, with the arithmetic */
export function convolutionSteps(
  caller: string,
  image: Matrix,
  kernel: Matrix,
  args: WindowArgs,
): ConvolutionSteps {
  requireWhole(caller, 'stride', args.stride ?? 1, 1);
  requireWhole(caller, 'padding', args.padding ?? 0, 0);
  requireWhole(caller, 'dilation', args.dilation ?? 1, 1);
  const input = padded(image, args.padding ?? 0);
  const { places, size } = windowPlaces(caller, sizeOfMatrix(input), sizeOfMatrix(kernel), args);
  const weights = kernel.flat();
  const output = zerosOf(...size);
  for (const { row, column, cells } of places) {
    output[row]![column] = cells.reduce((sum, [y, x], at) => sum + input[y]![x]! * weights[at]!, 0);
  }
  return { input, places, output };
}

/** The gradients after one more output has been gone through. */
export interface BackwardStep {
  place: WindowPlace;
  /** ∂L/∂out there. */
  slope: number;
  kernelGradient: number[][];
  /** With the padding. */
  inputGradient: number[][];
}

/** @throws {ArgumentError} unless there is one slope for each output */
export function backwardSteps(
  caller: string,
  { input, places, output }: ConvolutionSteps,
  kernel: Matrix,
  outputGradient: Matrix,
): BackwardStep[] {
  const expected = sizeOfMatrix(output);
  if (expected.join() !== sizeOfMatrix(outputGradient).join()) {
    throw new ArgumentError(
      `${caller}: expected outputGradient of the output's size ${expected.join('×')}; received ${sizeOfMatrix(outputGradient).join('×')}.`,
    );
  }
  const width = kernel[0]!.length;
  let kernelGradient = zerosOf(...sizeOfMatrix(kernel));
  let inputGradient = zerosOf(...sizeOfMatrix(input));
  return places.map((place) => {
    const slope = outputGradient[place.row]![place.column]!;
    kernelGradient = kernelGradient.map((row) => [...row]);
    inputGradient = inputGradient.map((row) => [...row]);
    for (const [at, [y, x]] of place.cells.entries()) {
      const [row, column] = [Math.floor(at / width), at % width];
      kernelGradient[row]![column]! += slope * input[y]![x]!;
      inputGradient[y]![x]! += slope * kernel[row]![column]!;
    }
    return { place, slope, kernelGradient, inputGradient };
  });
}

export interface TransposedSteps {
  places: WindowPlace[];
  /** Before the padding is cut off, after each input. */
  outputs: number[][][];
  /** After it is cut off. */
  output: number[][];
}

/**
 * A transposed convolution one input after the other: each adds the kernel, times itself, to the output.
 * (N − 1)·S + (F − 1)·D + 1 − 2P numbers along each direction.
 * @throws {ArgumentError} where padding cuts off everything
 */
export function transposedSteps(
  caller: string,
  image: Matrix,
  kernel: Matrix,
  args: WindowArgs,
): TransposedSteps {
  const { stride = 1, padding = 0, dilation = 1 } = args;
  requireWhole(caller, 'stride', stride, 1);
  requireWhole(caller, 'padding', padding, 0);
  requireWhole(caller, 'dilation', dilation, 1);
  const [inputs, windows] = [sizeOfMatrix(image), sizeOfMatrix(kernel)];
  const size = inputs.map((length, axis) => (length - 1) * stride + (windows[axis]! - 1) * dilation + 1) as [
    number,
    number,
  ];
  if (Math.min(...size) <= 2 * padding) {
    throw new ArgumentError(
      `${caller}: a padding of ${padding} cuts off all of ${size.join('×')}. Use a smaller one.`,
    );
  }
  // The places of the convolution from the output back to the input.
  const { places } = windowPlaces(caller, size, windows, { stride, dilation });
  const weights = kernel.flat();
  let output = zerosOf(...size);
  const outputs = places.map(({ row, column, cells }) => {
    output = output.map((line) => [...line]);
    for (const [at, [y, x]] of cells.entries()) output[y]![x]! += image[row]![column]! * weights[at]!;
    return output;
  });
  const end = (length: number): number => length - padding;
  return {
    places,
    outputs,
    output: output.slice(padding, end(size[0])).map((line) => line.slice(padding, end(size[1]))),
  };
}
