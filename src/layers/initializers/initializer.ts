/** How weights begin. */
import type { DataType, Shape, Tensor } from '@tensorflow/tfjs';
import { nextSeed, type RandomGenerator, randomGenerator, tf } from '../../engine/index.js';

/** Makes the first values of a weight. */
export abstract class Initializer extends tf.serialization.Serializable {
  /** The values; the caller disposes them. */
  abstract apply(shape: Shape, dtype?: DataType): Tensor;

  /** tfjs asks it of its own initializers when it loads a model. */
  fromConfigUsesCustomObjects(): boolean {
    return false;
  }
}

/** What a random initializer takes. */
export interface RandomInitializerArgs {
  /** Makes the values repeatable by themselves. Default: from `setSeed`'s stream. */
  seed?: number | null;
}

/** An initializer that draws. With a seed of its own it draws the same values every time, as Keras's. */
export abstract class RandomInitializer extends Initializer {
  /** Without a seed: made with the initializer, so that it does not matter when its layer is built. */
  private readonly random: RandomGenerator | undefined;

  protected constructor(protected readonly seed: number | null) {
    super();
    this.random = seed === null ? randomGenerator(nextSeed()) : undefined;
  }

  protected seedForOne(): number {
    return this.random?.nextInteger(0x7fffffff) ?? Math.abs(this.seed ?? 0) % 0x7fffffff;
  }
}
