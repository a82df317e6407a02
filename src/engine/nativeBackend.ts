/** tfjs-node's backend as far as recording and running graphs needs it; its own types leave these parts private. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { meanwhile } from './meanwhile.js';
import { tf } from './tensorflow.js';

export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** The addon: tensors are numbers, operations names. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[];
  TF_ATTR_TYPE: number;
  TF_ATTR_INT: number;
  TF_ATTR_FLOAT: number;
  TF_ATTR_STRING: number;
  TF_ATTR_BOOL: number;
  TF_FLOAT: number;
  TF_INT32: number;
  TF_UINT8: number;
  TF_Version: string;
}

/** What the backend knows of a tensor's data. */
export interface TensorRecord {
  shape: readonly number[];
  dtype: number;
  /** The addon's number for it; -1 as long as only JavaScript has the values. */
  id: number;
  /** Values that TensorFlow has not been given yet. */
  readonly values: unknown;
  /** How many tensors share the data. */
  refCount: number;
}

export interface NativeBackend {
  binding: Binding;
  tensorMap: { set(dataId: object, record: TensorRecord): void };
  getInputTensorIds(tensors: TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): Tensor[];
}

/** The native backend; undefined where another engine runs, or another backend for a while. */
export function nativeBackend(): NativeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined;
}

/** Runs something while the backend uses these functions in place of the addon's. */
export function withBinding<Result>(
  backend: NativeBackend,
  parts: Partial<Binding>,
  run: () => Result,
): Result {
  const { binding } = backend;
  // An ordinary object: the addon's own properties are read-only.
  const names = Object.getOwnPropertyNames(binding) as (keyof Binding)[];
  const own = Object.fromEntries(names.map((name) => [name, binding[name]])) as unknown as Binding;
  return meanwhile(() => {
    backend.binding = { ...own, ...parts };
    return () => {
      backend.binding = binding;
    };
  }, run);
}
