/** Penalties on size. Mirrors keras.regularizers.L1, L2 and L1L2. */
import type { serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { number, optional, readArguments } from '../arguments.js';
import { Regularizer } from './regularizer.js';

type Scalar = ReturnType<typeof tf.scalar>;

/** Arguments of `regularizers.l1`. */
export interface L1Args {
  /** What the sum of |x| is multiplied with. Default 0.01. */
  l1?: number;
}

/** Arguments of `regularizers.l2`. */
export interface L2Args {
  /** What the sum of x² is multiplied with. Default 0.01. */
  l2?: number;
}

/** Arguments of `regularizers.l1l2`. */
export interface L1L2Args {
  /** What the sum of |x| is multiplied with. Default 0. */
  l1?: number;
  /** What the sum of x² is multiplied with. Default 0. */
  l2?: number;
}

export class L1L2 extends Regularizer {
  static readonly className = 'L1L2';
  private readonly settings;

  constructor(args: L1L2Args = {}) {
    super();
    this.settings = readArguments('l1l2', args, {
      l1: optional(number(0), 0),
      l2: optional(number(0), 0),
    });
  }

  apply(x: Tensor): Scalar {
    return tf.tidy(() => {
      const { l1, l2 } = this.settings;
      if (l1 === 0 && l2 === 0) return tf.scalar(0);
      if (l2 === 0) return sumOfSizes(x, l1);
      return l1 === 0 ? sumOfSquares(x, l2) : tf.add(sumOfSizes(x, l1), sumOfSquares(x, l2));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(L1L2);

export class L1 extends Regularizer {
  static readonly className = 'L1';
  private readonly settings;

  constructor(args: L1Args = {}) {
    super();
    this.settings = readArguments('l1', args, { l1: optional(number(0), 0.01) });
  }

  apply(x: Tensor): Scalar {
    return tf.tidy(() => sumOfSizes(x, this.settings.l1));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(L1);

export class L2 extends Regularizer {
  static readonly className = 'L2';
  private readonly settings;

  constructor(args: L2Args = {}) {
    super();
    this.settings = readArguments('l2', args, { l2: optional(number(0), 0.01) });
  }

  apply(x: Tensor): Scalar {
    return tf.tidy(() => sumOfSquares(x, this.settings.l2));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(L2);

function sumOfSizes(x: Tensor, factor: number): Scalar {
  return tf.mul(tf.sum(tf.abs(x)), factor);
}

function sumOfSquares(x: Tensor, factor: number): Scalar {
  return tf.mul(tf.sum(tf.square(x)), factor);
}
