/** A layer over places: 1 (steps), 2 (height, width) or 3 axes (depth, height, width), with channels last or first. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { oneOf, optional, type Reader, type Schema } from './arguments.js';
import { shapeText } from './shapes.js';
import { UnaryLayer } from './unaryLayer.js';

/** Where the channels are. TensorFlow computes with channels last; `channelsFirst` costs two transpositions. */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** Reads `dataFormat`. */
export const dataFormat: Reader<DataFormat> = optional(
  oneOf(['channelsLast', 'channelsFirst']),
  'channelsLast',
);

export abstract class SpatialLayer<S extends Schema> extends UnaryLayer<S> {
  /** How many axes of places an input has. */
  protected abstract readonly places: 1 | 2 | 3;

  /** The output for channels last. */
  protected abstract computeLast(x: Tensor, training: boolean): Tensor;

  /** The output's shape for channels last. */
  protected abstract shapeLast(shape: Shape): Shape;

  /** Further checks of a shape of the right rank, channels last. */
  protected requireLast(_shape: Shape): void {}

  private get isFirst(): boolean {
    return this.settings.dataFormat === 'channelsFirst';
  }

  protected override requireShape(shape: Shape): void {
    if (shape.length !== this.places + 2) {
      const axes = { 1: 'steps', 2: 'height, width', 3: 'depth, height, width' }[this.places];
      const expected = this.isFirst ? `[batch, channels, ${axes}]` : `[batch, ${axes}, channels]`;
      throw new ArgumentError(
        `${this.label}: an input ${expected} is expected; received ${shapeText(shape)}.`,
      );
    }
    this.requireLast(this.lastOf(shape));
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return this.likeInput(this.shapeLast(this.lastOf(shape)));
  }

  protected override compute(x: Tensor, training: boolean): Tensor {
    return this.withChannelsLast(x, (last) => this.computeLast(last, training));
  }

  /** What a function of channels last gives for an input in the layer's own format. */
  protected withChannelsLast(x: Tensor, run: (x: Tensor) => Tensor): Tensor {
    if (!this.isFirst) return run(x);
    const axes = x.shape.map((_, axis) => axis);
    const output = run(tf.transpose(x, this.lastOf(axes) as number[]));
    // Without places (global pooling), nothing is left to turn.
    if (output.rank !== x.rank) return output;
    return tf.transpose(output, this.likeInput(axes) as number[]);
  }

  /** The shape with its channels last. */
  protected lastOf(shape: Shape): Shape {
    return this.isFirst ? [shape[0]!, ...shape.slice(2), shape[1]!] : shape;
  }

  private likeInput(shape: Shape): Shape {
    if (!this.isFirst || shape.length !== this.places + 2) return shape;
    return [shape[0]!, shape.at(-1)!, ...shape.slice(1, -1)];
  }

  protected override fixedAxes(shape: Shape): number[] {
    return this.weights.length === 0 ? [] : [this.isFirst ? 1 : shape.length - 1];
  }
}
