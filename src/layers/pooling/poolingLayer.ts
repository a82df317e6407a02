/** What pooling over windows of one, two and three axes has in common. */
import type { Shape, Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { lengths, nullable, oneOf, optional } from '../arguments.js';
import { outputLengths, requireFit, type SlidingWindow } from '../convolution/windowArithmetic.js';
import type { LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';

/** Arguments of pooling layers; `Size` is a number, a pair or a triple. */
export interface PoolingArgs<Size> extends LayerArgs {
  /** The length of the window along every axis. Default 2. */
  poolSize?: Size;
  /** The step between windows. Default: poolSize, so that windows do not overlap. */
  strides?: Size | null;
  /** Default `valid`: what is left over at the edge is dropped. `same`: windows reach over the edge, where nothing is
   *  counted. */
  padding?: 'valid' | 'same';
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** What is kept of a window. */
export type Pooled = 'max' | 'average' | 'min';

const schemaFor = (places: number) => ({
  poolSize: optional(lengths(places), () => Array<number>(places).fill(2)),
  strides: nullable(lengths(places)),
  padding: optional(oneOf(['valid', 'same']), 'valid'),
  dataFormat,
});

export abstract class PoolingLayer extends SpatialLayer<ReturnType<typeof schemaFor>> {
  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
    private readonly pooled: Pooled,
  ) {
    super(args, schemaFor(places));
    this.settings.strides ??= this.settings.poolSize;
  }

  private get window(): SlidingWindow {
    const { poolSize, strides, padding } = this.settings;
    return {
      layer: this.label,
      noun: 'pooling window',
      size: poolSize,
      strides: strides ?? poolSize,
      padding,
    };
  }

  protected override requireLast(shape: Shape): void {
    requireFit(this.window, shape);
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, ...outputLengths(shape, this.window), shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    if (this.pooled === 'min') return tf.neg(this.pool(tf.neg(x), 'max'));
    return this.pool(x, this.pooled);
  }

  private pool(x: Tensor, pooled: 'max' | 'average'): Tensor {
    const { size, strides } = this.window;
    const { padding } = this.settings;
    if (this.places === 3) {
      const operation = pooled === 'max' ? tf.maxPool3d : tf.avgPool3d;
      return operation(x as Tensor5D, [...size] as Triple, [...strides] as Triple, padding);
    }
    const operation = pooled === 'max' ? tf.maxPool : tf.avgPool;
    if (this.places === 2) {
      return operation(x as Tensor4D, [...size] as Pair, [...strides] as Pair, padding);
    }
    const image = tf.expandDims(x, 1) as Tensor4D;
    return tf.squeeze(operation(image, [1, size[0]!], [1, strides[0]!], padding), [1]);
  }
}

type Pair = [number, number];
type Triple = [number, number, number];
