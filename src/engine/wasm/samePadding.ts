/** tfjs's WebAssembly convolutions give zeros, without a word, for padding 'same' with a filter smaller than its
 *  stride (a 1×1 shortcut of stride 2, say). Told the padding in numbers, they compute it. */
import type { backend_util, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../native/load.js';

type Shape4D = [number, number, number, number];

interface Attributes {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The kernels Conv2D and DepthwiseConv2dNative, in front of the package's own. */
export function samePaddingKernels(tf: TensorFlow): KernelConfig[] {
  return [repaired(tf, 'Conv2D', false), repaired(tf, 'DepthwiseConv2dNative', true)];
}

function repaired(tf: TensorFlow, kernelName: string, isDepthwise: boolean): KernelConfig {
  const { kernelFunc: original, setupFunc, disposeFunc } = tf.getKernel(kernelName, 'wasm');
  const kernelFunc: KernelFunc = (args) => {
    const { x, filter } = args.inputs as { x: TensorInfo; filter: TensorInfo };
    const attributes = args.attrs as unknown as Attributes;
    if (attributes.pad !== 'same') return original(args);
    const { strides, dilations, dimRoundingMode } = attributes;
    const [input, weights] = [x.shape as Shape4D, filter.shape as Shape4D];
    const info = tf.backend_util.computeConv2DInfo(
      input,
      weights,
      strides,
      dilations,
      'same',
      dimRoundingMode,
      isDepthwise,
    );
    const { top, bottom, left, right } = info.padInfo;
    const pad = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return original({ ...args, attrs: { ...args.attrs, pad } });
  };
  // The backend calls setupFunc when it starts: the original binds its compiled function there.
  return { kernelName, backendName: 'wasm', kernelFunc, setupFunc, disposeFunc };
}
