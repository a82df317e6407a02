/** In which numbers compiled steps multiply. */
import { ArgumentError } from '../errors.js';

/** `float32`; `mixed_bfloat16`: products in bfloat16, all else in float32; `auto`: whichever is faster here. */
export type Precision = 'float32' | 'mixed_bfloat16' | 'auto';

const precisions: readonly Precision[] = ['float32', 'mixed_bfloat16', 'auto'];

let current: Precision = 'float32';

/**
 * Sets in which numbers the compiled steps of `fit`, `evaluate` and `predict` compute from now on. Mirrors
 * keras.config.set_dtype_policy. With `mixed_bfloat16`, convolutions and matrix products take and give bfloat16 (float32's
 * range with two to three digits), and so does what is between them: bias, activation, pooling. Weights, optimizer, normalization,
 * the last layer's outputs and the loss stay float32; what callbacks and `getWeights` see is float32 as ever. It is faster
 * on processors with instructions for bfloat16 (avx512_bf16, amx_bf16) and many times slower on others; `auto` times both
 * once for each model and says which it takes. Steps that run operation by operation compute in float32.
 * @throws {ArgumentError} for another name
 * @example
 * setPrecision('auto');
 * setPrecision('float32'); // the default
 */
export function setPrecision(precision: Precision): void {
  if (!precisions.includes(precision)) {
    throw new ArgumentError(
      `setPrecision: expected ${precisions.map((one) => `'${one}'`).join(', ')}; received ${JSON.stringify(precision)}.`,
    );
  }
  current = precision;
}

/**
 * In which numbers compiled steps compute, as `setPrecision` was told last.
 * @example precision(); // 'float32', unless something else was set
 */
export function precision(): Precision {
  return current;
}
