/** Layers that combine inputs element by element. Mirrors keras.layers.Add, Subtract, Multiply, Average, Maximum and
 *  Minimum. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Layer, LayerArgs } from '../layer.js';
import { MergeLayer } from './mergeLayer.js';

/**
 * The sum of several tensors. Inputs of fewer axes get axes of length 1 after the batch; axes of length 1 stretch.
 * @shape inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} where shapes do not go together
 * @example
 * const image = layers.input({ shape: [8, 8, 16] });
 * const residual = layers.conv2D({ filters: 16, kernelSize: 3, padding: 'same' }).apply(image);
 * const block = layers.add().apply([image, residual as typeof image]);
 */
export function add(args: LayerArgs = {}): Layer {
  return new Add(args);
}

/**
 * The first tensor without the second.
 * @shape two inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} unless there are two inputs that go together
 * @example layers.subtract().apply([layers.input({ shape: [4] }), layers.input({ shape: [4] })]);
 */
export function subtract(args: LayerArgs = {}): Layer {
  return new Subtract(args);
}

/**
 * The product of several tensors, element by element.
 * @shape inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} where shapes do not go together
 * @example layers.multiply().apply([layers.input({ shape: [8, 8, 16] }), layers.input({ shape: [1, 1, 16] })]);
 */
export function multiply(args: LayerArgs = {}): Layer {
  return new Multiply(args);
}

/**
 * The mean of several tensors, element by element.
 * @shape inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} where shapes do not go together
 * @example layers.average().apply([layers.input({ shape: [10] }), layers.input({ shape: [10] })]);
 */
export function average(args: LayerArgs = {}): Layer {
  return new Average(args);
}

/**
 * The largest of several tensors, element by element.
 * @shape inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} where shapes do not go together
 * @example layers.maximum().apply([layers.input({ shape: [4] }), layers.input({ shape: [4] })]);
 */
export function maximum(args: LayerArgs = {}): Layer {
  return new Maximum(args);
}

/**
 * The smallest of several tensors, element by element.
 * @shape inputs of one shape, or shapes that stretch to one → that shape
 * @throws {ArgumentError} where shapes do not go together
 * @example layers.minimum().apply([layers.input({ shape: [4] }), layers.input({ shape: [4] })]);
 */
export function minimum(args: LayerArgs = {}): Layer {
  return new Minimum(args);
}

abstract class ElementwiseMerge extends MergeLayer<Record<never, never>> {
  constructor(args: LayerArgs) {
    super(args, {});
  }

  protected abstract combine(a: Tensor, b: Tensor): Tensor;

  protected override merge(inputs: Tensor[]): Tensor {
    const rank = Math.max(...inputs.map((input) => input.rank));
    return inputs.map((input) => withRank(input, rank)).reduce((a, b) => this.combine(a, b));
  }

  protected override mergedShape(shapes: Shape[]): Shape {
    const rank = Math.max(...shapes.map((shape) => shape.length));
    const padded = shapes.map((shape) => shapeWithRank(shape, rank));
    return Array.from({ length: rank }, (_, axis) => {
      const lengths = padded.map((shape) => shape[axis] ?? null);
      const known = new Set(lengths.filter((length) => length !== null && length !== 1));
      const [only] = known;
      if (known.size <= 1) return only ?? (lengths.includes(null) ? null : 1);
      throw new ArgumentError(
        `${this.label}: inputs of the same shape are expected; received ${this.shapesText(shapes)}, which differ along axis ${axis}.`,
      );
    });
  }
}

function shapeWithRank(shape: Shape, rank: number): Shape {
  return [shape[0]!, ...Array<number>(rank - shape.length).fill(1), ...shape.slice(1)];
}

function withRank(x: Tensor, rank: number): Tensor {
  return x.rank === rank ? x : tf.reshape(x, shapeWithRank(x.shape, rank) as number[]);
}

/** Both in the shape that they stretch to: tfjs's gradients of maximum and minimum forget to shrink again. */
function stretched(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const shape = a.shape.map((size, axis) => (size === 1 ? b.shape[axis]! : size));
  const stretch = (x: Tensor): Tensor =>
    x.shape.every((size, axis) => size === shape[axis]) ? x : tf.mul(x, tf.ones(shape));
  return [stretch(a), stretch(b)];
}

class Add extends ElementwiseMerge {
  static readonly className = 'Add';

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.add(a, b);
  }
}
tf.serialization.registerClass(Add);

class Subtract extends ElementwiseMerge {
  static readonly className = 'Subtract';

  protected override mergedShape(shapes: Shape[]): Shape {
    if (shapes.length === 2) return super.mergedShape(shapes);
    throw new ArgumentError(`${this.label}: two inputs are expected; received ${shapes.length}.`);
  }

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.sub(a, b);
  }
}
tf.serialization.registerClass(Subtract);

class Multiply extends ElementwiseMerge {
  static readonly className = 'Multiply';

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.mul(a, b);
  }
}
tf.serialization.registerClass(Multiply);

class Average extends ElementwiseMerge {
  static readonly className = 'Average';

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.add(a, b);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    return tf.div(super.merge(inputs), inputs.length);
  }
}
tf.serialization.registerClass(Average);

class Maximum extends ElementwiseMerge {
  static readonly className = 'Maximum';

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.maximum(...stretched(a, b));
  }
}
tf.serialization.registerClass(Maximum);

class Minimum extends ElementwiseMerge {
  static readonly className = 'Minimum';

  protected override combine(a: Tensor, b: Tensor): Tensor {
    return tf.minimum(...stretched(a, b));
  }
}
tf.serialization.registerClass(Minimum);
