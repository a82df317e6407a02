/** A stack of layers. Mirrors keras.Sequential; it is a tf.Sequential too. */
import type {
  Shape,
  SymbolicTensor,
  Sequential as TfjsSequential,
  layers as tfjsLayers,
} from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { uniqueName } from '../../layers/naming.js';
import { isModel } from '../graph/layerTree.js';
import { withTraining } from '../trainable.js';
import type { Model } from './model.js';

/**
 * A stack of layers, each fed with what the one before gives. Made with `models.sequential`.
 * @example const isStack = model instanceof models.Sequential;
 */
export class Sequential extends withTraining<TfjsSequential>(tf.Sequential) {
  /** Whether the layers wait for the first batch, or for `build`, to learn their shapes. */
  get isDeferred(): boolean {
    return this.layers.length > 0 && this.outputs.length === 0;
  }

  /**
   * Puts a layer on top.
   * @throws {ArgumentError} where it does not fit the one below, with the arithmetic
   * @example
   * const model = models.sequential();
   * model.add(layers.dense({ units: 8, inputShape: [4] }));
   * model.add(layers.dense({ units: 2 }));
   */
  add(layer: tfjsLayers.Layer | Model | Sequential): void {
    // Models are layers at run time; only their types were narrowed to replace methods.
    const top = layer as tfjsLayers.Layer;
    const isFirst = this.layers.length === 0;
    if (this.isDeferred || (isFirst && !knowsItsInput(top))) this.layers.push(top);
    else tf.Sequential.prototype.add.call(asTfjs(this), top);
  }

  /**
   * Gives layers their shapes and weights, where the first has no `inputShape`.
   * @param inputShape [batch, …]; null for a size that may vary
   * @throws {ArgumentError} where layers do not fit each other, with the arithmetic
   * @example
   * const model = models.sequential([layers.dense({ units: 2 })]);
   * model.build([null, 4]);
   * model.countParams(); // 4·2 + 2 = 10
   */
  build(inputShape?: Shape | Shape[]): void {
    if (this.isDeferred) {
      const shape = (Array.isArray(inputShape?.[0]) ? inputShape[0] : inputShape) as Shape | undefined;
      if (shape === undefined) {
        throw new ArgumentError(
          `Model "${this.name}" does not know its input yet. Give its first layer an inputShape, or call model.build([null, …]).`,
        );
      }
      const waiting = this.layers;
      this.layers = [];
      waiting[0]!.batchInputShape = [null, ...shape.slice(1)];
      for (const layer of waiting) tf.Sequential.prototype.add.call(asTfjs(this), layer);
    }
    tf.Sequential.prototype.build.call(asTfjs(this));
  }
}

/**
 * A stack of layers, each fed with what the one before gives.
 * @param stack the layers, which may be models, too; the first has an `inputShape` (or is a `layers.input`), or learns it from the first batch
 * @throws {ArgumentError} where layers do not fit each other, with the arithmetic
 * @example models.sequential([layers.flatten({ inputShape: [32, 32, 3] }), layers.dense({ units: 10 })])
 */
export function sequential(
  stack: readonly (tfjsLayers.Layer | Model | Sequential | SymbolicTensor)[] = [],
  args: { name?: string } = {},
): Sequential {
  if (!Array.isArray(stack)) {
    throw new ArgumentError(
      'sequential: a list of layers is expected, as in models.sequential([layers.dense({ units: 10, inputShape: [4] })]).',
    );
  }
  const model = new Sequential({ name: args.name ?? uniqueName('sequential') });
  for (const [index, one] of (stack as readonly unknown[]).entries()) {
    if (one instanceof tf.layers.Layer) model.add(one);
    else if (index === 0 && one instanceof tf.SymbolicTensor) model.add(one.sourceLayer);
    else {
      throw new ArgumentError(
        `sequential: entry ${index} is no layer. A list of layers is expected, as in models.sequential([layers.dense({ units: 10, inputShape: [4] })]).`,
      );
    }
  }
  return model;
}

/** Ours are tfjs's at run time; only their types were narrowed to replace methods. */
function asTfjs(model: Sequential): TfjsSequential {
  return model as unknown as TfjsSequential;
}

function knowsItsInput(layer: tfjsLayers.Layer): boolean {
  const { batchInputShape } = layer as { batchInputShape?: Shape };
  return batchInputShape !== undefined || layer.inboundNodes.length > 0 || isModel(layer);
}
