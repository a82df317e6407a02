/** A penalty on vectors that point the same way. Mirrors keras.regularizers.OrthogonalRegularizer. */
import type { serialization, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { number, oneOf, optional, readArguments } from '../arguments.js';
import { shapeText } from '../shapes.js';
import { Regularizer } from './regularizer.js';

/** Arguments of `regularizers.orthogonalRegularizer`. */
export interface OrthogonalRegularizerArgs {
  /** What the mean |cosine| between two vectors is multiplied with. Default 0.01. */
  factor?: number;
  /** Whether the weight's rows or its columns are to be orthogonal. Default `rows`. */
  mode?: 'rows' | 'columns';
}

const schema = { factor: optional(number(0), 0.01), mode: optional(oneOf(['rows', 'columns']), 'rows') };

export class OrthogonalRegularizer extends Regularizer {
  static readonly className = 'OrthogonalRegularizer';
  private readonly settings;

  constructor(args: OrthogonalRegularizerArgs = {}) {
    super();
    this.settings = readArguments('orthogonalRegularizer', args, schema);
  }

  apply(x: Tensor): ReturnType<typeof tf.scalar> {
    if (x.rank !== 2) {
      throw new ArgumentError(
        `orthogonalRegularizer: a weight of two axes is expected; received ${shapeText(x.shape)}.`,
      );
    }
    return tf.tidy(() => {
      const vectors = (this.settings.mode === 'rows' ? x : tf.transpose(x)) as Tensor2D;
      const count = vectors.shape[0];
      if (count < 2) return tf.scalar(0);
      const squares = tf.sum(tf.square(vectors), 1, true);
      const units = tf.mul(vectors, tf.rsqrt(tf.maximum(squares, 1e-14))) as Tensor2D;
      const cosines = tf.matMul(units, units, false, true);
      const others = tf.mul(cosines, tf.sub(1, tf.eye(count)));
      return tf.mul(tf.sum(tf.abs(others)), (this.settings.factor * 0.5) / ((count * (count - 1)) / 2));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(OrthogonalRegularizer);
