/** ReLU's gradient in one operation. tfjs multiplies with a step function that it makes of five operations and of an array
 *  of JavaScript's as large as the activation: a fifth of an eager training step of a CNN. */
import type { GradConfig, KernelConfig, KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from './load.js';

interface NativeKernels {
  executeSingleOutput(name: string, attributes: object[], inputs: TensorInfo[]): TensorInfo;
  binding: { TF_ATTR_TYPE: number; TF_FLOAT: number };
}

interface Arguments {
  inputs: { dy: TensorInfo; y: TensorInfo };
  backend: NativeKernels;
}

const kernelName = 'ReluGrad';

/** Takes the place of tfjs's gradient: 0 where the output is 0 or, as in TensorFlow, not a number. It has a gradient of its
 *  own, so that gradients of gradients pass through it. */
export function replaceReluGradient(tf: TensorFlow): void {
  const asFloat = (one: Tensor): Tensor => (one.dtype === 'float32' ? one : tf.cast(one, 'float32'));
  const reluGrad = (dy: Tensor, y: Tensor): Tensor =>
    // tfjs's type of kernels has none with inputs of names of its own.
    tf.engine().runKernel(kernelName, { dy: asFloat(dy), y: asFloat(y) } as never);
  const gradients: GradConfig[] = [
    {
      kernelName: 'Relu',
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => reluGrad(dy as Tensor, y!) }),
    },
    {
      kernelName,
      inputsToSave: ['y'],
      gradFunc: (ddy, [y]) => ({ dy: () => reluGrad(ddy as Tensor, y!), y: () => tf.zerosLike(y!) }),
    },
  ];
  for (const gradient of gradients) tf.registerGradient(gradient);
  for (const kernel of [nativeKernel(), plainKernel(tf)]) tf.registerKernel(kernel);
}

function nativeKernel(): KernelConfig {
  const kernelFunc = ({ inputs: { dy, y }, backend }: Arguments): TensorInfo => {
    const { TF_ATTR_TYPE: type, TF_FLOAT } = backend.binding;
    return backend.executeSingleOutput(kernelName, [{ name: 'T', type, value: TF_FLOAT }], [dy, y]);
  };
  return { kernelName, backendName: 'tensorflow', kernelFunc: kernelFunc as unknown as KernelFunc };
}

/** For what runs on tfjs's own JavaScript kernels for a while. */
function plainKernel(tf: TensorFlow): KernelConfig {
  const kernelFunc = ({ inputs: { dy, y } }: Arguments): TensorInfo =>
    tf.tidy(() => tf.where(tf.greater(y as Tensor, 0), dy as Tensor, tf.zerosLike(dy as Tensor)));
  return { kernelName, backendName: 'cpu', kernelFunc: kernelFunc as unknown as KernelFunc };
}
