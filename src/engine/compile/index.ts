/** Functions of tensors as TensorFlow graphs. */
export { CompiledFunction, type CompiledFunctionOptions, type TensorFunction } from './compiledFunction.js';
export type { MixedPrecision } from './mixedPrecision.js';
