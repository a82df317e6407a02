/** Random weights of a given spread. Mirrors keras.initializers.RandomNormal, RandomUniform and TruncatedNormal. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { type Distribution, randomTensor, tf } from '../../engine/index.js';
import { number, optional, readArguments, seed } from '../arguments.js';
import { RandomInitializer, type RandomInitializerArgs } from './initializer.js';

/** Arguments of `initializers.randomNormal`. */
export interface RandomNormalArgs extends RandomInitializerArgs {
  /** Default 0. */
  mean?: number;
  /** The standard deviation. Default 0.05. */
  stddev?: number;
}

/** Arguments of `initializers.randomUniform`. */
export interface RandomUniformArgs extends RandomInitializerArgs {
  /** Default −0.05. */
  minval?: number;
  /** Default 0.05. */
  maxval?: number;
}

const normal = { mean: optional(number(), 0), stddev: optional(number(0), 0.05), seed };
const uniform = { minval: optional(number(), -0.05), maxval: optional(number(), 0.05), seed };

export class RandomNormal extends RandomInitializer {
  static get className(): string {
    return 'RandomNormal';
  }

  protected readonly distribution: Distribution = 'normal';
  private readonly settings;

  constructor(args: RandomNormalArgs = {}) {
    const settings = readArguments('randomNormal', args, normal);
    super(settings.seed);
    this.settings = settings;
  }

  apply(shape: Shape): Tensor {
    const { mean, stddev } = this.settings;
    return tf.tidy(() => {
      const drawn = randomTensor(this.distribution, shape as number[], () => this.seedForOne());
      return tf.add(tf.mul(drawn, stddev), mean);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(RandomNormal);

export class TruncatedNormal extends RandomNormal {
  static override get className(): string {
    return 'TruncatedNormal';
  }

  protected override readonly distribution: Distribution = 'truncatedNormal';
}
tf.serialization.registerClass(TruncatedNormal);

export class RandomUniform extends RandomInitializer {
  static readonly className = 'RandomUniform';
  private readonly settings;

  constructor(args: RandomUniformArgs = {}) {
    const settings = readArguments('randomUniform', args, uniform);
    super(settings.seed);
    this.settings = settings;
  }

  apply(shape: Shape): Tensor {
    const { minval, maxval } = this.settings;
    return tf.tidy(() => {
      const drawn = randomTensor('uniform', shape as number[], () => this.seedForOne());
      return tf.add(tf.mul(drawn, maxval - minval), minval);
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(RandomUniform);
