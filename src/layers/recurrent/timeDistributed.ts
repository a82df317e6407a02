/** One layer for every step of a sequence. Mirrors keras.layers.TimeDistributed. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { AnyLayer, CallArgs, Layer, LayerArgs } from '../layer.js';
import type { LayerPart } from '../layerParts.js';
import { onlyShape, shapeText } from '../shapes.js';
import { layerArgument, WrapperLayer } from '../wrapperLayer.js';

/** Arguments of `layers.timeDistributed`. */
export interface TimeDistributedArgs extends LayerArgs {
  /** A layer with one input and one output, or a model, such as a network for single images. */
  layer: AnyLayer;
}

/**
 * Applies the same layer, with the same weights, to every step: to every image of a film.
 * @shape input [batch, steps, …] → output [batch, steps, …what the layer gives]
 * @throws {ArgumentError} for inputs without steps, and where they do not fit the layer
 * @example layers.timeDistributed({ layer: layers.conv2D({ filters: 4, kernelSize: 3 }), inputShape: [10, 32, 32, 3] });
 */
export function timeDistributed(args: TimeDistributedArgs): Layer {
  return new TimeDistributed(args) as Layer;
}

const schema = { layer: layerArgument };

class TimeDistributed extends WrapperLayer<typeof schema> {
  static readonly className = 'TimeDistributed';

  constructor(args: TimeDistributedArgs) {
    super(args, schema);
    this.supportsMasking = true;
    if (!this.trainable) this.trainable = false;
  }

  override get parts(): LayerPart[] {
    return [{ name: 'layer', argument: 'layer', layer: this.settings.layer }];
  }

  override build(inputShape: Shape | Shape[]): void {
    this.buildInside(this.stepShape(onlyShape(inputShape)));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(inputShape);
    const { layer } = this.settings;
    // A stack knows its shapes only when it is built.
    if (layer instanceof tf.Sequential && !layer.built) layer.build([this.stepShape(shape)]);
    const [batch, ...rest] = onlyShape(layer.computeOutputShape(this.stepShape(shape)));
    return [batch!, shape[1]!, ...rest];
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallArgs = {}): Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0]!;
      const [batch, steps] = x.shape as [number, number];
      const [, ...sizes] = this.stepShape(x.shape) as number[];
      const run = (step: Tensor): Tensor => this.settings.layer.apply(step, { training }) as Tensor;
      // What looks at a batch as a whole, as batch normalization does, sees one step at a time, as in Keras.
      if (training && this.settings.layer.nonTrainableWeights.length > 0) {
        return tf.stack(tf.unstack(x, 1).map(run), 1);
      }
      const output = run(tf.reshape(x, [batch * steps, ...sizes]));
      return tf.reshape(output, [batch, steps, ...output.shape.slice(1)]);
    });
  }

  /** @throws {ArgumentError} for an input without steps */
  private stepShape(shape: Shape): Shape {
    if (shape.length >= 3 && shape[1] !== 0) return [shape[0]!, ...shape.slice(2)];
    throw new ArgumentError(
      `${this.label}: an input [batch, steps, …] of three axes or more, with a step or more, is expected; received ${shapeText(shape)}.`,
    );
  }
}
tf.serialization.registerClass(TimeDistributed);
