/** A vector for every word, or any other whole number. Mirrors keras.layers.Embedding. */
import type { Shape, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { engine, gatherRows, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { boolean, nullable, optional, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { RandomUniform } from '../initializers/randomWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { UnaryLayer } from '../unaryLayer.js';

/** Arguments of `layers.embedding`. */
export interface EmbeddingArgs extends LayerArgs {
  /** How many different numbers there are: inputs are 0 … inputDim − 1. */
  inputDim: number;
  /** The length of the vectors. */
  outputDim: number;
  /** Default `randomUniform`. */
  embeddingsInitializer?: InitializerArgument;
  embeddingsRegularizer?: RegularizerArgument | null;
  embeddingsConstraint?: ConstraintArgument | null;
  /** A penalty on the layer's output, per sample. */
  activityRegularizer?: RegularizerArgument | null;
  /** Whether 0 stands for "nothing", which later layers skip. Default false. */
  maskZero?: boolean;
}

/**
 * Looks every number up in a table that is learned.
 * @shape input [batch, …] of whole numbers → output [batch, …, outputDim]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.embedding({ inputDim: 1000, outputDim: 16, inputShape: [20] }); // 20 → 20×16
 */
export function embedding(args: EmbeddingArgs): Layer {
  return new Embedding(args);
}

const schema = {
  inputDim: positiveInteger,
  outputDim: positiveInteger,
  embeddingsInitializer: optional(initializer, () => new RandomUniform()),
  embeddingsRegularizer: nullable(regularizer),
  embeddingsConstraint: nullable(constraint),
  activityRegularizer: nullable(regularizer),
  maskZero: optional(boolean, false),
};

class Embedding extends UnaryLayer<typeof schema> {
  static readonly className = 'Embedding';
  protected override readonly computesWithFloats = false;
  private embeddings: Weight | undefined;

  constructor(args: EmbeddingArgs) {
    super(args, schema);
    this.supportsMasking = this.settings.maskZero;
  }

  protected override makeWeights(): void {
    const { settings } = this;
    this.embeddings = this.weight('embeddings', [settings.inputDim, settings.outputDim], {
      initializer: settings.embeddingsInitializer,
      regularizer: settings.embeddingsRegularizer,
      constraint: settings.embeddingsConstraint,
    });
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return [...shape, this.settings.outputDim];
  }

  override computeMask(inputs: Tensor | Tensor[]): Tensor {
    const numbers = Array.isArray(inputs) ? inputs[0]! : inputs;
    const none = null as unknown as Tensor; // tfjs's own word for "no mask", which its types leave out
    return this.settings.maskZero ? tf.tidy(() => tf.notEqual(numbers, tf.zerosLike(numbers))) : none;
  }

  protected override compute(x: Tensor): Tensor {
    const numbers = tf.reshape(tf.cast(x, 'int32'), [x.size]) as Tensor1D;
    return tf.reshape(this.rowsOf(numbers), [...x.shape, this.settings.outputDim]);
  }

  private rowsOf(numbers: Tensor1D): Tensor {
    try {
      return lookUp(this.embeddings!.read() as Tensor2D, numbers);
    } catch (error) {
      // TensorFlow says `indices[3] = 7 is not in [0, 5)`, WebAssembly `the index value 7 is not in [0, 4]`.
      const outside = /(-?\d+) is not in \[0,/.exec(error instanceof Error ? error.message : '')?.[1];
      if (outside === undefined) throw error;
      throw new ArgumentError(
        `${this.label}: inputs must be whole numbers from 0 to ${this.settings.inputDim - 1} (inputDim − 1), got ${outside}.`,
        { cause: error },
      );
    }
  }
}
tf.serialization.registerClass(Embedding);

/** Rows of a table, with a gradient on every engine. */
function lookUp(table: Tensor2D, numbers: Tensor1D): Tensor {
  const rows = table.shape[0];
  const withGradient = tf.customGrad((given, save) => {
    // tfjs types the function by what it hands over: the tensors, then how to save some for the gradient.
    (save as unknown as (tensors: Tensor[]) => void)([numbers]);
    return {
      value: gatherRows(given as Tensor2D, numbers),
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const [looked] = saved as [Tensor1D];
        if (engine.backend !== 'wasm') return tf.unsortedSegmentSum(upstream, looked, rows);
        const places = tf.cast(tf.oneHot(looked, rows), 'float32') as Tensor2D;
        return tf.matMul(places, upstream as Tensor2D, true);
      },
    };
  });
  return withGradient(table);
}
