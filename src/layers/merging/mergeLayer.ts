/** What layers of several inputs have in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Schema } from '../arguments.js';
import { KerasLayer } from '../kerasLayer.js';
import { shapeText } from '../shapes.js';

export abstract class MergeLayer<S extends Schema> extends KerasLayer<S> {
  constructor(given: object, schema: S) {
    super(given, schema);
    this.supportsMasking = true;
  }

  /** The output of one batch, inside a tidy. */
  protected abstract merge(inputs: Tensor[]): Tensor;

  /** @throws {ArgumentError} for shapes that do not go together */
  protected abstract mergedShape(shapes: Shape[]): Shape;

  override build(inputShape: Shape | Shape[]): void {
    this.mergedShape(this.several(inputShape));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return this.mergedShape(this.several(inputShape));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const list = Array.isArray(inputs) ? inputs : [inputs];
      this.mergedShape(list.map((input) => input.shape));
      return this.withPenalty(this.merge(list));
    });
  }

  override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    // A merged output is masked where all inputs are: without a mask on one of them, nowhere.
    const masks = Array.isArray(mask) ? mask : mask ? [mask] : [];
    const none = null as unknown as Tensor; // tfjs's own word for "no mask", which its types leave out
    if (masks.length === 0 || masks.some((one) => !one)) return none;
    return tf.tidy(() => masks.reduce((all, one) => tf.logicalOr(all, one)));
  }

  private several(inputShape: Shape | Shape[]): Shape[] {
    if (Array.isArray(inputShape[0])) return inputShape as Shape[];
    if (inputShape.length === 0)
      throw new ArgumentError(`${this.label}: a list of inputs is expected; it is empty.`);
    return [inputShape as Shape];
  }

  /** The shapes, for a message. */
  protected shapesText(shapes: Shape[]): string {
    return shapes.map(shapeText).join(' and ');
  }
}
