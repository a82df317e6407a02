/** The gradient of a convolution with respect to its filter, which tfjs's WebAssembly backend lacks.
 *  dF[r, c, i, o] = Σ over batch and outputs of x[b, y·stride + r − pad, x·stride + c − pad, i] · dy[b, y, x, o]:
 *  one matrix product of the unfolded input ("im2col") with dy, which the backend's own matMul does fast. */
import type { backend_util, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import { EngineError } from '../../errors.js';
import type { TensorFlow } from '../native/load.js';
import type { WasmBackend } from './heap.js';

interface Attributes {
  strides: number | [number, number];
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
}

/** The unfolded input of one slice of the batch stays below this, so that large images do not exhaust the heap. */
const unfoldedLimitBytes = 64 * 1024 * 1024;

export function conv2DBackpropFilterKernel(tf: TensorFlow): KernelConfig {
  const kernelFunc = (args: {
    inputs: { x: TensorInfo; dy: TensorInfo };
    attrs: Attributes;
    backend: WasmBackend;
  }) => {
    const { x, dy } = args.inputs;
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = args.attrs;
    if (dataFormat !== 'NHWC')
      throw new EngineError(`The wasm engine convolves NHWC tensors only; got ${dataFormat}.`);
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return filterGradient(tf, args.backend, info, x, dy);
  };
  return {
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as KernelFunc,
  };
}

function filterGradient(
  tf: TensorFlow,
  backend: WasmBackend,
  info: backend_util.Conv2DInfo,
  x: TensorInfo,
  dy: TensorInfo,
): TensorInfo {
  const matMul = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;
  const positions = info.outHeight * info.outWidth;
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  const slice = Math.max(
    1,
    Math.min(info.batchSize, Math.floor(unfoldedLimitBytes / (4 * positions * patch))),
  );
  const gradient = backend.makeOutput(info.filterShape, 'float32');
  for (let first = 0; first < info.batchSize; first += slice) {
    const count = Math.min(slice, info.batchSize - first);
    const rows = count * positions;
    const unfolded = backend.makeOutput([1, rows, patch], 'float32');
    const upstream = backend.makeOutput([1, rows, info.outChannels], 'float32');
    unfold(backend.typedArrayFromHeap(x), info, first, count, backend.typedArrayFromHeap(unfolded));
    const from = first * positions * info.outChannels;
    backend
      .typedArrayFromHeap(upstream)
      .set(backend.typedArrayFromHeap(dy).subarray(from, from + rows * info.outChannels));
    const product = matMul({
      inputs: { a: unfolded, b: upstream },
      backend,
      attrs: { transposeA: true, transposeB: false },
    }) as TensorInfo;
    accumulate(backend.typedArrayFromHeap(gradient), backend.typedArrayFromHeap(product), first === 0);
    for (const used of [unfolded, upstream, product]) backend.disposeData(used.dataId);
  }
  return gradient;
}

/** Writes one row for every output position: the patch of the input under the filter, 0 outside the image. */
function unfold(
  x: Float32Array,
  info: backend_util.Conv2DInfo,
  firstImage: number,
  imageCount: number,
  target: Float32Array,
): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } =
    info;
  let written = 0;
  for (let image = firstImage; image < firstImage + imageCount; image++) {
    for (let outRow = 0; outRow < info.outHeight; outRow++) {
      for (let outColumn = 0; outColumn < info.outWidth; outColumn++) {
        const left = outColumn * strideWidth - padInfo.left;
        const skipped = Math.max(0, -left);
        const inside = Math.min(filterWidth, inWidth - left) - skipped;
        for (let filterRow = 0; filterRow < filterHeight; filterRow++) {
          const row = outRow * strideHeight - padInfo.top + filterRow;
          const end = written + filterWidth * inChannels;
          if (row < 0 || row >= inHeight || inside <= 0) {
            target.fill(0, written, end);
          } else {
            const start = written + skipped * inChannels;
            const stop = start + inside * inChannels;
            target.fill(0, written, start);
            let source = ((image * inHeight + row) * inWidth + left + skipped) * inChannels;
            for (let place = start; place < stop; place++) target[place] = x[source++]!;
            target.fill(0, stop, end);
          }
          written = end;
        }
      }
    }
  }
}

function accumulate(sum: Float32Array, addend: Float32Array, isFirst: boolean): void {
  if (isFirst) {
    sum.set(addend);
    return;
  }
  for (let index = 0; index < sum.length; index++) sum[index]! += addend[index]!;
}
