/** Targets that do not fit the outputs and their losses, told before TensorFlow meets them. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { type OutputPlan, outputsText } from '../compile/outputPlan.js';

type Shape = readonly (number | null)[];

/**
 * @param shapes of the outputs, [batch, …]
 * @throws {ArgumentError} for another number of targets than outputs, and for targets of another shape or form
 */
export function requireFittingTargets(
  compiled: Compiled,
  shapes: readonly Shape[],
  batch: StepBatch,
  purpose: string,
): void {
  const { outputs } = compiled;
  if (batch.y.length !== outputs.length) {
    const names = outputs.map(({ name }) => name);
    const come = batch.y.length === 0 ? 'none came' : `${batch.y.length} came`;
    throw new ArgumentError(
      `${purpose}: the model has ${outputsText(names)}, so ${outputs.length} ${outputs.length === 1 ? 'target is' : 'targets are'} expected; ${come}. ` +
        'Give y as a list in this order, or as a record by name.',
    );
  }
  for (const [index, output] of outputs.entries()) {
    requireFit(output, shapes[index]!, batch.y[index]!, purpose, outputs.length > 1);
  }
}

function requireFit(
  { name, loss }: OutputPlan,
  output: Shape,
  y: Tensor,
  purpose: string,
  isOneOfMany: boolean,
): void {
  if (loss === undefined) return;
  const of = isOneOfMany ? ` of output ${name}` : '';
  const classes = output.at(-1);
  if (loss.targets === 'indices') {
    const isPlain = y.rank === output.length - 1 || (y.rank === output.length && y.shape.at(-1) === 1);
    if (isPlain) return;
    if (y.rank === output.length && y.shape.at(-1) === classes) {
      throw new ArgumentError(
        `${purpose}: ${loss.name} takes class indices, such as 3; the targets${of} are rows of ${classes} numbers (one-hot), shape [${y.shape.join(', ')}]. ` +
          'Use categoricalCrossentropy, or turn them into indices with y.argMax(-1).',
      );
    }
    throw new ArgumentError(
      `${purpose}: ${loss.name} takes one class index a sample; the targets${of} have shape [${y.shape.join(', ')}] where the output has [${text(output)}].`,
    );
  }
  const isLone = y.rank === output.length - 1 && classes === 1;
  if (isLone || (y.rank === output.length && y.shape.every((size, axis) => fits(output[axis], size, axis)))) {
    return;
  }
  if (loss.targets === 'oneHot' && y.rank === output.length - 1) {
    throw new ArgumentError(
      `${purpose}: ${loss.name} takes one-hot rows of ${classes} numbers; the targets${of} are class indices, shape [${y.shape.join(', ')}]. ` +
        `Use sparseCategoricalCrossentropy, or tf.oneHot(y, ${classes}).`,
    );
  }
  throw new ArgumentError(
    `${purpose}: the model gives ${numbers(output)} a sample, the targets${of} have ${numbers(y.shape)}: ` +
      `output [${text(output)}], targets [${y.shape.join(', ')}].`,
  );
}

function fits(expected: number | null | undefined, size: number, axis: number): boolean {
  return axis === 0 || expected === null || expected === size;
}

/** `10 numbers`, or `8·8·3 = 192 numbers`. */
function numbers(shape: Shape): string {
  const inner = shape.slice(1);
  if (inner.length === 0) return '1 number';
  const product = inner.reduce<number>((total, size) => total * (size ?? 1), 1);
  const count = inner.length > 1 ? `${inner.join('·')} = ${product}` : `${product}`;
  return `${count} ${product === 1 ? 'number' : 'numbers'}`;
}

function text(shape: Shape): string {
  return shape.map((size, axis) => (axis === 0 ? 'batch' : (size ?? 'any'))).join(', ');
}
