/** Pooling to an output of a given size, whatever the input's: output i sees floor(i·H/k) … ceil((i+1)·H/k) − 1, so that
 *  windows cover everything and overlap where k does not divide H. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { lengths } from '../arguments.js';
import type { LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';

export interface AdaptivePoolingArgs<Size> extends LayerArgs {
  /** The length of the output along every axis. */
  outputSize: Size;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

const schemaFor = (places: number) => ({ outputSize: lengths(places), dataFormat });

export abstract class AdaptivePoolingLayer extends SpatialLayer<ReturnType<typeof schemaFor>> {
  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
    private readonly pooled: 'max' | 'average',
  ) {
    super(args, schemaFor(places));
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, ...this.settings.outputSize, shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    // A window is a product of intervals, so that one axis can be pooled after the other.
    return this.settings.outputSize.reduce((pooled, size, axis) => this.poolAxis(pooled, axis + 1, size), x);
  }

  private poolAxis(x: Tensor, axis: number, size: number): Tensor {
    const length = x.shape[axis]!;
    if (length === size) return x;
    const before = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const after = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const columns = tf.reshape(x, [before, length, 1, after]) as Tensor4D;
    return tf.reshape(this.poolColumns(columns, size), [
      ...x.shape.slice(0, axis),
      size,
      ...x.shape.slice(axis + 1),
    ]);
  }

  /** [before, length, 1, after] → [before, size, 1, after]. */
  private poolColumns(x: Tensor4D, size: number): Tensor {
    const length = x.shape[1];
    const operation = this.pooled === 'max' ? tf.maxPool : tf.avgPool;
    if (length % size === 0) return operation(x, [length / size, 1], [length / size, 1], 'valid');
    const windows = Array.from({ length: size }, (_, index) => {
      const start = Math.floor((index * length) / size);
      const end = Math.ceil(((index + 1) * length) / size);
      const window = tf.slice(x, [0, start, 0, 0], [x.shape[0], end - start, 1, x.shape[3]]);
      return operation(window, [end - start, 1], 1, 'valid');
    });
    return tf.concat(windows, 1);
  }
}
