/** Functions and models as TensorFlow graphs, made and shown. */
export {
  type CompiledTensorFunction,
  type CompileOptions,
  compile,
  type TensorOutput,
} from './compile.js';
export { type ExplainArgs, explain } from './explain/explain.js';
export { type ExplainedOperation, Explanation, type ExplanationParts } from './explain/explanation.js';
export type { FateKind } from './explain/fates.js';
