/** A lesson's own function of tensors as a TensorFlow graph. Mirrors tf.function. */
import type { Tensor } from '@tensorflow/tfjs';
import { engine } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Explanation } from './explain/explanation.js';
import { TensorCalls } from './tensorCalls.js';

/** What a compiled function may give: a tensor, or a list of tensors. */
export type TensorOutput = Tensor | readonly [] | readonly Tensor[];

/** Arguments of `compile`. */
export interface CompileOptions {
  /** Makes it an error when the function cannot be compiled. Default false: it then runs operation by operation. */
  required?: boolean;
}

/** A function of tensors that runs as a TensorFlow graph where it can. */
export interface CompiledTensorFunction<Inputs extends Tensor[], Output extends TensorOutput> {
  /**
   * Computes the function; the caller disposes what it gives.
   * @throws {ArgumentError} for arguments that are no tensors
   */
  (...inputs: Inputs): Output;
  /**
   * What the function consists of with inputs of the shapes that it was last called with; it is gone through with made-up
   * numbers, and nothing of it lasts.
   * @throws {ArgumentError} before the first call
   * @throws {EngineError} where the engine is not TensorFlow's native one
   */
  explain(): Explanation;
  /** Frees the graphs; the next calls make new ones. */
  dispose(): void;
}

/**
 * Gives a function that computes the same as this one, faster: as a TensorFlow graph from the fourth call on, for every
 * combination of the inputs' shapes and types. The first call runs as ever; two are recorded and have to agree with each
 * other and with the graph. The library's layers, optimizers and losses work inside, variables are read and moved at
 * every call, and dropout draws anew. All tensors that the function makes and does not return are disposed.
 *
 * A graph repeats what TensorFlow did: what the function does besides (counting, printing, numbers that JavaScript
 * computes) happens while it is called itself, and not any more when the graph runs. So hand over what changes as a
 * tensor. Now and then a call is compared again, and a change is warned of. A function that reads values back
 * (`dataSync`), draws from `Math.random` or does another thing at every call stays as it is, and says why once on standard
 * error; so does every function where the engine is not TensorFlow's native one.
 * @param fn takes tensors, gives a tensor or a list of tensors, and is not async
 * @throws {ArgumentError} for what is no function; when called, for arguments and results that are no tensors, and with
 *   `required` if the function cannot be compiled
 * @example
 * const w = tf.variable(tf.tensor1d([1, 2]));
 * const optimizer = optimizers.sgd({ learningRate: 0.1 });
 * const step = compile((x: Tensor, y: Tensor) => {
 *   const { value: loss, grads } = tf.variableGrads(() => tf.losses.meanSquaredError(y, tf.mul(w, x)) as Scalar);
 *   optimizer.applyGradients(grads);
 *   return loss;
 * });
 * for (let batch = 0; batch < 10; batch++) step(tf.tensor1d([1, 1]), tf.tensor1d([3, 3])).dispose();
 * w.dataSync(); // on the way to [3, 3]
 * step.dispose();
 */
export function compile<Inputs extends Tensor[], Output extends TensorOutput>(
  fn: (...inputs: Inputs) => Output,
  options: CompileOptions = {},
): CompiledTensorFunction<Inputs, Output> {
  requireFunction(fn);
  if (options.required === true) requireGraphs();
  const calls = new TensorCalls(fn as unknown as (...inputs: Tensor[]) => unknown, options.required === true);
  // What was given in is what comes out: the types of the function are those of its calls.
  const call = (...inputs: Inputs): Output => calls.call(inputs) as Output;
  return Object.assign(call, { explain: () => calls.explain(), dispose: () => calls.dispose() });
}

function requireFunction(fn: unknown): void {
  if (typeof fn !== 'function') {
    throw new ArgumentError(
      `compile: expected a function of tensors, as in compile((x: Tensor) => tf.square(x)); received ${fn === null ? 'null' : typeof fn}.`,
    );
  }
  if (fn.constructor.name.includes('Async') || fn.constructor.name.includes('Generator')) {
    throw new ArgumentError(
      'compile: the function is async or a generator; a graph computes at once. Await data outside of it.',
    );
  }
}

function requireGraphs(): void {
  if (engine.backend === 'tensorflow') return;
  throw new ArgumentError(
    `compile: required is true, but only TensorFlow’s native engine compiles; this is ${engine.backend}. Leave required out, or set the native engine up: npm run setup.`,
  );
}
