/** The gradients of maximum and average pooling. tfjs's WebAssembly backend gives wrong ones: for maxima of windows
 *  that do not tile the input, and for averages over windows that reach into the padding. */
import type { backend_util, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../native/load.js';
import type { WasmBackend } from './heap.js';

interface Attributes {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: Parameters<typeof backend_util.computePool2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface Arguments {
  inputs: { dy: TensorInfo; input: TensorInfo };
  attrs: Attributes;
  backend: WasmBackend;
}

/** The part of the input under one window: rows and columns from … up to but not including …. */
interface Patch {
  image: number;
  rows: [number, number];
  columns: [number, number];
}

/** MaxPoolGrad and AvgPoolGrad, to take the place of the package's own. */
export function poolingBackpropKernels(tf: TensorFlow): KernelConfig[] {
  return [kernel(tf, 'MaxPoolGrad', toTheMaximum), kernel(tf, 'AvgPoolGrad', toAllAlike)];
}

type Distribute = (
  patch: Patch,
  info: backend_util.Conv2DInfo,
  upstreamAt: number,
  arrays: { input: Float32Array; upstream: Float32Array; gradient: Float32Array },
) => void;

function kernel(tf: TensorFlow, kernelName: string, distribute: Distribute): KernelConfig {
  const kernelFunc = ({ inputs, attrs, backend }: Arguments): TensorInfo => {
    const { dy, input } = inputs;
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const shape = input.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const output = backend.makeOutput(input.shape, 'float32');
    const arrays = {
      input: backend.typedArrayFromHeap(input),
      upstream: backend.typedArrayFromHeap(dy),
      gradient: backend.typedArrayFromHeap(output),
    };
    arrays.gradient.fill(0);
    eachWindow(info, (patch, upstreamAt) => distribute(patch, info, upstreamAt, arrays));
    return output;
  };
  return { kernelName, backendName: 'wasm', kernelFunc: kernelFunc as unknown as KernelFunc };
}

/** The first maximum of the window, row by row, gets all, as in TensorFlow. */
const toTheMaximum: Distribute = (
  { image, rows, columns },
  info,
  upstreamAt,
  { input, upstream, gradient },
) => {
  const { inHeight, inWidth, inChannels } = info;
  for (let channel = 0; channel < inChannels; channel++) {
    let place = -1;
    let largest = Number.NEGATIVE_INFINITY;
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        const at = ((image * inHeight + row) * inWidth + column) * inChannels + channel;
        if (input[at]! > largest || place === -1) {
          largest = input[at]!;
          place = at;
        }
      }
    }
    gradient[place]! += upstream[upstreamAt + channel]!;
  }
};

/** Every element inside the image gets the same share; the padding counts for nothing. */
const toAllAlike: Distribute = ({ image, rows, columns }, info, upstreamAt, { upstream, gradient }) => {
  const { inHeight, inWidth, inChannels } = info;
  const share = 1 / ((rows[1] - rows[0]) * (columns[1] - columns[0]));
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) {
      const at = ((image * inHeight + row) * inWidth + column) * inChannels;
      for (let channel = 0; channel < inChannels; channel++)
        gradient[at + channel]! += upstream[upstreamAt + channel]! * share;
    }
  }
};

function eachWindow(info: backend_util.Conv2DInfo, visit: (patch: Patch, upstreamAt: number) => void): void {
  const { inHeight, inWidth, outHeight, outWidth, outChannels, padInfo } = info;
  let upstreamAt = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - padInfo.top;
      const rows: [number, number] = [Math.max(0, top), Math.min(inHeight, top + info.filterHeight)];
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - padInfo.left;
        const columns: [number, number] = [Math.max(0, left), Math.min(inWidth, left + info.filterWidth)];
        visit({ image, rows, columns }, upstreamAt);
        upstreamAt += outChannels;
      }
    }
  }
}
