/** A layer that disturbs its input in training, with new random numbers at every step. */
import {
  type Distribution,
  nextSeed,
  type RandomGenerator,
  randomGenerator,
  randomTensor,
  type Tensor,
} from '../../engine/index.js';
import type { Schema } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';

export abstract class NoiseLayer<S extends Schema> extends ElementwiseLayer<S> {
  /** Made with the layer, so that a training that goes on after a crash finds it where it was. */
  private readonly random: RandomGenerator = randomGenerator(
    (this.settings.seed as number | null) ?? nextSeed(),
  );

  /** Whether there is anything to disturb with. */
  protected abstract readonly isActive: boolean;

  /** The disturbed input. */
  protected abstract disturb(x: Tensor): Tensor;

  protected override compute(x: Tensor, training: boolean): Tensor {
    return training && this.isActive ? this.disturb(x) : x;
  }

  /** New random numbers: the same sequence for the same seed. */
  protected draw(distribution: Distribution, shape: readonly number[]): Tensor {
    return randomTensor(distribution, shape, () => this.random.nextInteger(0x7fffffff));
  }
}
