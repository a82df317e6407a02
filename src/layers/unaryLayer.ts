/** A layer with one input. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Schema } from './arguments.js';
import { KerasLayer } from './kerasLayer.js';
import { onlyShape, shapeText } from './shapes.js';

export abstract class UnaryLayer<S extends Schema> extends KerasLayer<S> {
  private builtShape: Shape | undefined;

  /** Whether whole numbers and booleans become float32 before they are computed with. */
  protected readonly computesWithFloats: boolean = true;

  /** The output of one batch, inside a tidy. */
  protected abstract compute(x: Tensor, training: boolean): Tensor;

  /** The output's shape for an input that `requireShape` let pass. */
  protected outputShapeOf(shape: Shape): Shape {
    return shape;
  }

  /** @throws {ArgumentError} for an input that the layer cannot take, with the reason */
  protected requireShape(_shape: Shape): void {}

  /** Makes the weights for an input that `requireShape` let pass. */
  protected makeWeights(_shape: Shape): void {}

  /** The axes whose lengths the weights depend on. */
  protected fixedAxes(_shape: Shape): number[] {
    return [];
  }

  override build(inputShape: Shape | Shape[]): void {
    this.requireOne(inputShape);
    const shape = onlyShape(inputShape);
    this.requireShape(shape);
    this.makeWeights(shape);
    this.builtShape = shape;
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    this.requireOne(inputShape);
    const shape = onlyShape(inputShape);
    this.requireShape(shape);
    this.requireFixedAxes(shape);
    return this.outputShapeOf(shape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean } = {}): Tensor {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? inputs[0]! : inputs;
      if (Array.isArray(inputs) && inputs.length > 1) this.requireOne(inputs.map((input) => input.shape));
      this.requireShape(given.shape);
      this.requireFixedAxes(given.shape);
      const isFloating = given.dtype === 'float32' || !this.computesWithFloats;
      const x = isFloating ? given : tf.cast(given, 'float32');
      return this.withPenalty(this.compute(x, kwargs.training === true));
    });
  }

  private requireOne(inputShape: Shape | Shape[]): void {
    if (!Array.isArray(inputShape[0]) || inputShape.length === 1) return;
    throw new ArgumentError(
      `${this.label}: one input is expected; received ${inputShape.length}: ${(inputShape as Shape[]).map(shapeText).join(', ')}.`,
    );
  }

  private requireFixedAxes(shape: Shape): void {
    const built = this.builtShape;
    if (built === undefined) return;
    const axes = this.fixedAxes(built);
    if (axes.length === 0) return;
    const differs = (axis: number): boolean => {
      const [was, is] = [built[axis], shape[axis]];
      return was !== null && is !== null && was !== is;
    };
    if (shape.length === built.length && !axes.some(differs)) return;
    throw new ArgumentError(
      `${this.label}: its weights were made for inputs ${shapeText(built)}; received ${shapeText(shape)}. ` +
        'Give it inputs of the same shape, or make a new layer.',
    );
  }
}
