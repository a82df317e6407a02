/** The part of tfjs's WebAssembly backend that its kernels work with (backend_wasm.ts), which its types leave out. */
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs';

export interface WasmBackend extends KernelBackend {
  /** Makes room for a tensor on the WebAssembly heap; its contents are whatever lay there. */
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  /** A view of a tensor on the heap. An allocation may move the heap: take views only after the last one. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}
