/** Mirrors keras.layers.Flatten; tfjs's own refuses inputs of fewer than three axes. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Layer, LayerArgs } from '../layer.js';
import { sizeOf } from '../shapes.js';
import { type DataFormat, dataFormat } from '../spatialLayer.js';
import { UnaryLayer } from '../unaryLayer.js';

/** Arguments of `layers.flatten`. */
export interface FlattenArgs extends LayerArgs {
  /** With `channelsFirst` the channels are turned to the end before, so that both orders give the same row. */
  dataFormat?: DataFormat;
}

/**
 * Lays every sample out in one row.
 * @shape input [batch, a, b, c] → output [batch, a·b·c]
 * @throws {ArgumentError} for an input that has no batch
 * @example layers.flatten({ inputShape: [4, 4, 64] }); // 4×4×64 → 1024
 */
export function flatten(args: FlattenArgs = {}): Layer {
  return new Flatten(args);
}

const schema = { dataFormat };

class Flatten extends UnaryLayer<typeof schema> {
  static readonly className = 'Flatten';

  constructor(args: FlattenArgs) {
    super(args, schema);
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return [shape[0]!, sizeOf(shape.slice(1))];
  }

  protected override compute(x: Tensor): Tensor {
    const turns = this.settings.dataFormat === 'channelsFirst' && x.rank > 2;
    const axes = x.shape.map((_, axis) => axis);
    const turned = turns ? tf.transpose(x, [0, ...axes.slice(2), 1]) : x;
    return tf.reshape(turned, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))!]);
  }
}
tf.serialization.registerClass(Flatten);
