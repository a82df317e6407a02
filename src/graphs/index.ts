/** Functions and models as TensorFlow graphs, made and shown. */
export {
  type CompiledTensorFunction,
  type CompileOptions,
  compile,
  type TensorOutput,
} from './compile.js';
