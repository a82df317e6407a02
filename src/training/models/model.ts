/** A graph of layers, or a class of your own. Mirrors keras.Model; it is a tf.LayersModel too. */
import type { LayersModel, SymbolicTensor, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { uniqueName } from '../../layers/naming.js';
import { withTraining } from '../trainable.js';

/** Arguments of `models.Model`. */
export interface ModelArgs {
  inputs?: SymbolicTensor | SymbolicTensor[];
  outputs?: SymbolicTensor | SymbolicTensor[];
  /** Default: `functional`, or the class's name. */
  name?: string;
}

/**
 * The graph that leads from inputs to outputs; or, without them, the base of a class that says in `call` what it does.
 * Layers that are kept in properties (or in arrays in properties) are the model's.
 * @example
 * class TwoLayers extends models.Model {
 *   private readonly hidden = layers.dense({ units: 8, activation: 'relu' });
 *   private readonly last = layers.dense({ units: 3 });
 *   override call(x: Tensor) {
 *     return this.last.apply(this.hidden.apply(x)) as Tensor; // [batch, 3]
 *   }
 * }
 * const model = new TwoLayers();
 * model.predictOnBatch(tf.zeros([2, 4])).shape; // [2, 3]
 */
export class Model extends withTraining<LayersModel>(tf.LayersModel) {
  constructor(args: ModelArgs = {}) {
    const { inputs = [], outputs = [] } = args;
    const isGraph = toList(outputs).length > 0;
    const name = args.name ?? uniqueName(isGraph ? 'functional' : snakeCase(new.target.name));
    super({ inputs, outputs, name });
    if (isGraph) return;
    const own = new Set(Object.keys(this));
    // In place of tfjs's list: whatever properties the class adds after this constructor.
    const values = this as unknown as Readonly<Record<string, unknown>>;
    Object.defineProperty(this, 'layers', {
      get: () =>
        layersIn(
          Object.keys(this)
            .filter((key) => !own.has(key))
            .map((key) => values[key]),
        ),
    });
  }

  /**
   * What the model computes. A class of your own overrides it.
   * @throws {ArgumentError} where neither a graph nor a class says so
   */
  override call(inputs: Tensor | Tensor[], args: { training?: boolean } = {}): Tensor | Tensor[] {
    if (this.outputs.length > 0) return super.call(inputs, args);
    throw new ArgumentError(
      `${this.constructor.name}: a class that extends models.Model must have a method call(inputs, { training }).`,
    );
  }
}

function layersIn(values: readonly unknown[]): tfjsLayers.Layer[] {
  const found = values.flatMap((value): tfjsLayers.Layer[] => {
    if (value instanceof tf.layers.Layer) return [value];
    return Array.isArray(value) ? layersIn(value) : [];
  });
  return [...new Set(found)];
}

function toList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** MyNet2D → my_net2_d, as Keras names models after their classes. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
