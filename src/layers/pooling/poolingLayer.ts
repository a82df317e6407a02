/** What pooling over windows of one, two and three axes has in common. */
import type { Shape, Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { engine, tf } from '../../engine/index.js';
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
    if (this.places === 3) return poolVolume(x, pooled, size as Triple, strides as Triple, padding);
    const operation = pooled === 'max' ? tf.maxPool : tf.avgPool;
    if (this.places === 2) {
      return operation(x as Tensor4D, [...size] as Pair, [...strides] as Pair, padding);
    }
    const image = tf.expandDims(x, 1) as Tensor4D;
    return tf.squeeze(operation(image, [1, size[0]!], [1, strides[0]!], padding), [1]);
  }
}

/** A maximum or mean over a box: tfjs's gradients in 3-D are wrong on wasm, and with padding `same` where a stride is
 *  larger than the window; there a slice is pooled as an image, then along the depth. */
function poolVolume(
  x: Tensor,
  pooled: 'max' | 'average',
  size: Triple,
  strides: Triple,
  padding: 'valid' | 'same',
): Tensor {
  const isSafe = padding === 'valid' || strides.every((stride, axis) => stride <= size[axis]!);
  if (engine.backend === 'tensorflow' && isSafe) {
    const operation = pooled === 'max' ? tf.maxPool3d : tf.avgPool3d;
    return operation(x as Tensor5D, [...size], [...strides], padding);
  }
  const operation = pooled === 'max' ? tf.maxPool : tf.avgPool;
  const [batch, depth, height, width, channels] = x.shape as [number, number, number, number, number];
  const slices = tf.reshape(x, [batch * depth, height, width, channels]) as Tensor4D;
  const flat = operation(slices, [size[1], size[2]], [strides[1], strides[2]], padding);
  const [, rows, columns] = flat.shape;
  const columnsOfDepth = tf.reshape(flat, [batch, depth, rows * columns, channels]) as Tensor4D;
  const deep = operation(columnsOfDepth, [size[0], 1], [strides[0], 1], padding);
  return tf.reshape(deep, [batch, deep.shape[1], rows, columns, channels]);
}

type Pair = [number, number];
type Triple = [number, number, number];
