/** The two gradients of a depthwise convolution, which tfjs's WebAssembly backend lacks.
 *  y[b, y, x, i·m + k] = Σ x[b, y·stride + r·dilation − pad, …, i] · f[r, c, i, k], m filters a channel. */
import type { backend_util, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../native/load.js';
import type { WasmBackend } from './heap.js';

interface Attributes {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

/** dF[r, c, i, k] = Σ x · dy. */
export function depthwiseConv2dBackpropFilterKernel(tf: TensorFlow): KernelConfig {
  const kernelFunc = (args: {
    inputs: { x: TensorInfo; dy: TensorInfo };
    attrs: Attributes & { filterShape: Shape4D };
    backend: WasmBackend;
  }): TensorInfo => {
    const { x, dy } = args.inputs;
    const info = convolutionInfo(tf, x.shape as Shape4D, args.attrs.filterShape, args.attrs);
    const gradient = args.backend.makeOutput(info.filterShape, 'float32');
    const [input, upstream, sum] = [x, dy, gradient].map((tensor) =>
      args.backend.typedArrayFromHeap(tensor),
    ) as [Float32Array, Float32Array, Float32Array];
    sum.fill(0);
    eachTap(info, (inputAt, filterAt, upstreamAt) => {
      sum[filterAt]! += input[inputAt]! * upstream[upstreamAt]!;
    });
    return gradient;
  };
  return {
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as KernelFunc,
  };
}

/** dx[b, y, x, i] = Σ f · dy. */
export function depthwiseConv2dBackpropInputKernel(tf: TensorFlow): KernelConfig {
  const kernelFunc = (args: {
    inputs: { dy: TensorInfo; filter: TensorInfo };
    attrs: Attributes & { inputShape: Shape4D };
    backend: WasmBackend;
  }): TensorInfo => {
    const { dy, filter } = args.inputs;
    const info = convolutionInfo(tf, args.attrs.inputShape, filter.shape as Shape4D, args.attrs);
    const gradient = args.backend.makeOutput(info.inShape, 'float32');
    const [weights, upstream, sum] = [filter, dy, gradient].map((tensor) =>
      args.backend.typedArrayFromHeap(tensor),
    ) as [Float32Array, Float32Array, Float32Array];
    sum.fill(0);
    eachTap(info, (inputAt, filterAt, upstreamAt) => {
      sum[inputAt]! += weights[filterAt]! * upstream[upstreamAt]!;
    });
    return gradient;
  };
  return {
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as KernelFunc,
  };
}

function convolutionInfo(
  tf: TensorFlow,
  input: Shape4D,
  filter: Shape4D,
  attributes: Attributes,
): backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, pad, dimRoundingMode, true);
}

/** Visits every product of the convolution, as flat positions in the input, the filter and the output. */
function eachTap(
  info: backend_util.Conv2DInfo,
  visit: (inputAt: number, filterAt: number, outputAt: number) => void,
): void {
  const {
    inHeight,
    inWidth,
    inChannels,
    outChannels,
    filterHeight,
    filterWidth,
    dilationHeight,
    dilationWidth,
  } = info;
  const filtersPerChannel = outChannels / inChannels;
  for (let image = 0; image < info.batchSize; image++) {
    for (let outRow = 0; outRow < info.outHeight; outRow++) {
      for (let outColumn = 0; outColumn < info.outWidth; outColumn++) {
        const output = ((image * info.outHeight + outRow) * info.outWidth + outColumn) * outChannels;
        for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
          const row = outRow * info.strideHeight - info.padInfo.top + filterRow * dilationHeight;
          if (row < 0 || row >= inHeight) continue;
          for (let filterColumn = 0; filterColumn < filterWidth; filterColumn++) {
            const column = outColumn * info.strideWidth - info.padInfo.left + filterColumn * dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            const input = ((image * inHeight + row) * inWidth + column) * inChannels;
            const filter = (filterRow * filterWidth + filterColumn) * outChannels;
            for (let channel = 0; channel < outChannels; channel++) {
              visit(input + Math.floor(channel / filtersPerChannel), filter + channel, output + channel);
            }
          }
        }
      }
    }
  }
}
