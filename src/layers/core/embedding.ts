/** A vector for every word, or any other whole number. Mirrors keras.layers.Embedding. */
import type { Shape, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { engine, tf } from '../../engine/index.js';
import { boolean, nullable, optional, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { RandomUniform } from '../initializers/randomWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { UnaryLayer } from '../unaryLayer.js';

export interface EmbeddingArgs extends LayerArgs {
  /** How many different numbers there are: inputs are 0 … inputDim − 1. */
  inputDim: number;
  /** The length of the vectors. */
  outputDim: number;
  /** Default `randomUniform`. */
  embeddingsInitializer?: InitializerArgument;
  embeddingsRegularizer?: RegularizerArgument | null;
  embeddingsConstraint?: ConstraintArgument | null;
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
    const rows = lookUp(this.embeddings!.read() as Tensor2D, numbers);
    return tf.reshape(rows, [...x.shape, this.settings.outputDim]);
  }
}
tf.serialization.registerClass(Embedding);

/** Rows of a table, with a gradient on every engine. */
function lookUp(table: Tensor2D, numbers: Tensor1D): Tensor {
  const rows = table.shape[0];
  const withGradient = tf.customGrad((given) => ({
    value: tf.gather(given as Tensor2D, numbers),
    gradFunc: (upstream: Tensor) => {
      if (engine.backend !== 'wasm') return tf.unsortedSegmentSum(upstream, numbers, rows);
      return tf.matMul(tf.oneHot(numbers, rows, 1, 0, 'float32') as Tensor2D, upstream as Tensor2D, true);
    },
  }));
  return withGradient(table);
}
