/** Orthogonal weights. Saxe, McClelland & Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in deep
 *  linear neural networks". Mirrors keras.initializers.Orthogonal. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { randomTensor, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { number, optional, readArguments, seed } from '../arguments.js';
import { RandomInitializer, type RandomInitializerArgs } from './initializer.js';

/** Arguments of `initializers.orthogonal`. */
export interface OrthogonalArgs extends RandomInitializerArgs {
  /** What the matrix is multiplied with. Default 1. */
  gain?: number;
}

const schema = { gain: optional(number(), 1), seed };

export class Orthogonal extends RandomInitializer {
  static readonly className = 'Orthogonal';
  private readonly settings;

  constructor(args: OrthogonalArgs = {}) {
    const settings = readArguments('orthogonal', args, schema);
    super(settings.seed);
    this.settings = settings;
  }

  apply(shape: Shape): Tensor {
    const sizes = shape as number[];
    if (sizes.length < 2) {
      throw new ArgumentError(
        `orthogonal: a weight of two axes or more is expected; received [${sizes.join(', ')}].`,
      );
    }
    const columns = sizes.at(-1)!;
    const rows = sizes.slice(0, -1).reduce((product, size) => product * size, 1);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const drawn = randomTensor('normal', [short, long], () => this.seedForOne());
    // Weights are made before training, outside any recorded step: reading them is no loss.
    const vectors = Float64Array.from(drawn.dataSync());
    drawn.dispose();
    orthonormalize(vectors, long);
    return tf.tidy(() => {
      const matrix = tf.tensor2d(Float32Array.from(vectors), [short, long]);
      const turned = rows < columns ? matrix : tf.transpose(matrix);
      return tf.mul(tf.reshape(turned, sizes), this.settings.gain);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(Orthogonal);

/** Gram & Schmidt on the rows, each projection taken twice, which is exact to the last digits (Kahan's "twice is
 *  enough"). Normal rows give a uniform choice among all orthogonal matrices. */
function orthonormalize(vectors: Float64Array, length: number): void {
  for (let start = 0; start < vectors.length; start += length) {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < start; other += length) {
        const along = dot(vectors, start, other, length);
        for (let index = 0; index < length; index++) {
          vectors[start + index]! -= along * vectors[other + index]!;
        }
      }
    }
    const norm = Math.sqrt(dot(vectors, start, start, length));
    for (let index = 0; index < length; index++) vectors[start + index]! /= norm;
  }
}

function dot(vectors: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += vectors[a + index]! * vectors[b + index]!;
  return sum;
}
