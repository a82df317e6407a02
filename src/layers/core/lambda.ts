/** Any function as a layer. Mirrors keras.layers.Lambda, which saves Python's bytecode; ours saves the function's name. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, nullable, type Reader, show } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';
import { UnaryLayer } from '../unaryLayer.js';

/** What a lambda layer computes: a batch → a batch, of tensors only, so that there is a gradient. */
export type LambdaFunction = (x: Tensor) => Tensor;

/** Arguments of `layers.lambda`. */
export interface LambdaArgs extends LayerArgs {
  /** A function with a name, or the name of one that `registerFunction` knows. */
  function: LambdaFunction | string;
  /** The shape of one sample of the output, without the batch. Default: found by trying the function on zeros. */
  outputShape?: readonly (number | null)[] | null;
}

const functions = new Map<string, LambdaFunction>();

/**
 * Makes a function known by a name, so that models that use it can be loaded.
 * @throws {ArgumentError} for a name or a function that is none
 * @example layers.registerFunction('halve', (x) => tf.mul(x, 0.5));
 */
export function registerFunction(name: string, run: LambdaFunction): void {
  if (typeof name !== 'string' || name === '') throw complaint('registerFunction: name', 'a name', name);
  if (typeof run !== 'function') throw complaint('registerFunction: run', 'a function', run);
  functions.set(name, run);
}

/**
 * A layer without weights that computes a function. The function is saved by its name: a model that uses it can be
 * loaded where `registerFunction` (or another lambda layer) made the name known.
 * @shape input [batch, …] → output [batch, …] as the function makes it
 * @throws {ArgumentError} for a function without a name, and for a name that is not known
 * @example
 * const centered = (x: Tensor) => tf.sub(x, tf.mean(x, 1, true));
 * layers.lambda({ function: centered, inputShape: [10] });
 */
export function lambda(args: LambdaArgs): Layer {
  return new Lambda(args);
}

const functionName: Reader<string> = (value, where) => {
  if (typeof value === 'function') {
    if (value.name === '') {
      throw new ArgumentError(
        `${where} needs a name, by which the model is loaded again: const half = (x) => …, then layers.lambda({ function: half }).`,
      );
    }
    registerFunction(value.name, value as LambdaFunction);
    return value.name;
  }
  if (typeof value === 'string' && functions.has(value)) return value;
  const known = [...functions.keys()].join(', ') || 'none';
  throw new ArgumentError(
    `${where} must be a function or the name of one that registerFunction knows; received ${show(value)}. Known: ${known}.`,
  );
};

const sampleShape: Reader<(number | null)[]> = (value, where) => {
  const fits = (size: unknown): boolean =>
    size === null || (Number.isSafeInteger(size) && (size as number) >= 1);
  if (Array.isArray(value) && value.every(fits)) return [...value];
  throw complaint(where, 'the shape of one sample, a list of positive whole numbers', value);
};

const schema = { function: functionName, outputShape: nullable(sampleShape) };

class Lambda extends UnaryLayer<typeof schema> {
  static readonly className = 'Lambda';

  constructor(args: LambdaArgs) {
    super(args, schema);
  }

  protected override outputShapeOf(shape: Shape): Shape {
    const { outputShape } = this.settings;
    if (outputShape !== null) return [shape[0]!, ...outputShape];
    const sizes = shape.slice(1);
    if (sizes.some((size) => size === null)) {
      throw new ArgumentError(
        `${this.label}: for an input ${shapeText(shape)} of unknown lengths, say the outputShape.`,
      );
    }
    try {
      const trial = (): number[] => this.compute(tf.zeros([1, ...(sizes as number[])])).shape.slice(1);
      return [shape[0]!, ...tf.tidy(trial)];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ArgumentError(
        `${this.label}: the function ${this.settings.function} fails for an input ${shapeText(shape)}: ${reason}`,
        { cause: error },
      );
    }
  }

  protected override compute(x: Tensor): Tensor {
    const run = functions.get(this.settings.function)!;
    const output = run(x);
    if (output instanceof tf.Tensor) return output;
    throw new ArgumentError(
      `${this.label}: the function ${this.settings.function} must give a tensor; it gave ${show(output)}.`,
    );
  }
}
tf.serialization.registerClass(Lambda);
