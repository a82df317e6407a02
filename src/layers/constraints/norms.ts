/** Weights held by their length. Mirrors keras.constraints.MaxNorm, UnitNorm, MinMaxNorm and NonNeg. */
import type { serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { axes, number, optional, readArguments } from '../arguments.js';
import { Constraint } from './constraint.js';

/** Arguments of `constraints.unitNorm`. */
export interface UnitNormArgs {
  /** The axes over which a length is measured: 0 for dense layers, [0, 1, 2] for 2-D filters. Default 0. */
  axis?: number | number[];
}

/** Arguments of `constraints.maxNorm`. */
export interface MaxNormArgs extends UnitNormArgs {
  /** The largest length. Default 2. */
  maxValue?: number;
}

/** Arguments of `constraints.minMaxNorm`. */
export interface MinMaxNormArgs extends UnitNormArgs {
  /** The smallest length. Default 0. */
  minValue?: number;
  /** The largest length. Default 1. */
  maxValue?: number;
  /** How much of the way to the nearest allowed length a step goes, in [0, 1]. Default 1. */
  rate?: number;
}

/** Keras's fuzz factor against division by 0. */
const epsilon = 1e-7;

const axis = optional(axes, 0);

export class MaxNorm extends Constraint {
  static readonly className = 'MaxNorm';
  private readonly settings;

  constructor(args: MaxNormArgs = {}) {
    super();
    this.settings = readArguments('maxNorm', args, { maxValue: optional(number(0), 2), axis });
  }

  apply(weight: Tensor): Tensor {
    const { maxValue, axis } = this.settings;
    return scaled(weight, axis, (lengths) => tf.clipByValue(lengths, 0, maxValue));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(MaxNorm);

export class UnitNorm extends Constraint {
  static readonly className = 'UnitNorm';
  private readonly settings;

  constructor(args: UnitNormArgs = {}) {
    super();
    this.settings = readArguments('unitNorm', args, { axis });
  }

  apply(weight: Tensor): Tensor {
    return scaled(weight, this.settings.axis, (lengths) => tf.onesLike(lengths));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(UnitNorm);

export class MinMaxNorm extends Constraint {
  static readonly className = 'MinMaxNorm';
  private readonly settings;

  constructor(args: MinMaxNormArgs = {}) {
    super();
    this.settings = readArguments('minMaxNorm', args, {
      minValue: optional(number(0), 0),
      maxValue: optional(number(0), 1),
      rate: optional(number(0, 1), 1),
      axis,
    });
  }

  apply(weight: Tensor): Tensor {
    const { minValue, maxValue, rate, axis } = this.settings;
    return scaled(weight, axis, (lengths) => {
      const allowed = tf.minimum(tf.maximum(lengths, minValue), maxValue);
      return tf.add(tf.mul(allowed, rate), tf.mul(lengths, 1 - rate));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(MinMaxNorm);

export class NonNeg extends Constraint {
  static readonly className = 'NonNeg';

  constructor(args: object = {}) {
    super();
    readArguments('nonNeg', args, {});
  }

  apply(weight: Tensor): Tensor {
    return tf.maximum(weight, 0);
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(NonNeg);

/** The weight with its lengths along some axes changed. */
function scaled(weight: Tensor, axis: number | number[], change: (lengths: Tensor) => Tensor): Tensor {
  return tf.tidy(() => {
    const lengths = tf.sqrt(tf.sum(tf.square(weight), axis, true));
    return tf.mul(weight, tf.div(change(lengths), tf.add(lengths, epsilon)));
  });
}
