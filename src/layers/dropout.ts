/** Inverted dropout: drops values in training and scales the others up, so that the expectation is kept.
 *  Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting".
 *  Mirrors keras.layers.Dropout; tfjs's own draws the same mask at every step when it is given a seed. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { nextSeed, type RandomGenerator, randomGenerator, tf } from '../engine/index.js';
import { requireRate } from './arguments.js';
import { type Layer, type LayerArgs, named } from './layer.js';

export interface DropoutArgs extends LayerArgs {
  /** Fraction of the values to drop, in [0, 1). */
  rate: number;
  /** Makes the masks repeatable; a new mask is still drawn at every step. Default: from `setSeed`'s stream. */
  seed?: number;
}

/**
 * In training every value is kept with probability 1 − rate and divided by it; otherwise nothing happens.
 * @shape any → the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.dropout({ rate: 0.5 })
 */
export function dropout(args: DropoutArgs): Layer {
  requireRate('dropout', 'rate', args.rate);
  return new Dropout(named('dropout', args));
}

export class Dropout extends tf.layers.Layer {
  static get className(): string {
    return 'Dropout';
  }

  readonly rate: number;
  readonly seed: number;
  private readonly random: RandomGenerator;

  constructor(args: DropoutArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.rate = args.rate;
    this.seed = args.seed ?? nextSeed();
    this.random = randomGenerator(this.seed);
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training !== true || this.rate === 0) return input;
    return tf.tidy(() => {
      const draw = tf.randomUniform(
        this.maskShape(input),
        0,
        1,
        'float32',
        this.random.nextInteger(0x7fffffff),
      );
      const kept = tf.greaterEqual(draw, this.rate);
      return tf.mul(input, tf.div(tf.cast(kept, 'float32'), 1 - this.rate));
    });
  }

  /** What is dropped together shares one draw. */
  protected maskShape(input: Tensor): number[] {
    return input.shape;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
tf.serialization.registerClass(Dropout);
