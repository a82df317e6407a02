/** Weights that are not drawn. Mirrors keras.initializers.Zeros, Ones, Constant and Identity. */
import type { DataType, Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { number, optional, readArguments } from '../arguments.js';
import { Initializer } from './initializer.js';

/** Arguments of `initializers.constant`. */
export interface ConstantArgs {
  /** Default 0. */
  value?: number;
}

/** Arguments of `initializers.identity`. */
export interface IdentityArgs {
  /** What the identity matrix is multiplied with. Default 1. */
  gain?: number;
}

export class Zeros extends Initializer {
  static readonly className = 'Zeros';

  apply(shape: Shape, dtype: DataType = 'float32'): Tensor {
    return tf.zeros(shape as number[], dtype);
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(Zeros);

export class Ones extends Initializer {
  static readonly className = 'Ones';

  apply(shape: Shape, dtype: DataType = 'float32'): Tensor {
    return tf.ones(shape as number[], dtype);
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(Ones);

export class Constant extends Initializer {
  static readonly className = 'Constant';
  private readonly settings;

  constructor(args: ConstantArgs = {}) {
    super();
    this.settings = readArguments('constant', args, { value: optional(number(), 0) });
  }

  apply(shape: Shape): Tensor {
    return tf.fill(shape as number[], this.settings.value);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(Constant);

export class Identity extends Initializer {
  static readonly className = 'Identity';
  private readonly settings;

  constructor(args: IdentityArgs = {}) {
    super();
    this.settings = readArguments('identity', args, { gain: optional(number(), 1) });
  }

  apply(shape: Shape): Tensor {
    const [rows, columns] = shape as number[];
    if (shape.length !== 2) {
      throw new ArgumentError(`identity: a weight of two axes is expected; received [${shape.join(', ')}].`);
    }
    return tf.tidy(() => tf.mul(tf.eye(rows!, columns!), this.settings.gain));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
// Not registered by tfjs's table: Keras has a layer and an initializer of the name `Identity`, and the table only one.
