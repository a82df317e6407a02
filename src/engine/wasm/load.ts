import { createRequire } from 'node:module';
import path from 'node:path';
import type { TensorFlow } from '../native/load.js';
import { conv2DBackpropFilterKernel } from './conv2DBackpropFilter.js';
import {
  depthwiseConv2dBackpropFilterKernel,
  depthwiseConv2dBackpropInputKernel,
} from './depthwiseConv2dBackprop.js';
import { poolingBackpropKernels } from './poolingBackprop.js';
import { samePaddingKernels } from './samePadding.js';

const require = createRequire(import.meta.url);

/** Loads tfjs on its WebAssembly backend, with the kernels that training needs and the package lacks. */
export async function loadWasm(): Promise<TensorFlow> {
  const tf = require('@tensorflow/tfjs') as TensorFlow;
  const wasmBackend =
    require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasmBackend.setWasmPaths(path.join(folder, 'dist', path.sep));
  for (const kernel of [
    conv2DBackpropFilterKernel(tf),
    depthwiseConv2dBackpropFilterKernel(tf),
    depthwiseConv2dBackpropInputKernel(tf),
  ]) {
    tf.registerKernel(kernel);
  }
  for (const kernel of [...samePaddingKernels(tf), ...poolingBackpropKernels(tf)]) {
    tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
  await tf.setBackend('wasm');
  await tf.ready();
  return tf;
}
