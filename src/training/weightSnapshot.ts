import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import type { StateArray } from './callbackState.js';

/** A model's weights at one moment, outside the engine: nothing to dispose. */
export class WeightSnapshot {
  private constructor(readonly arrays: readonly StateArray[]) {}

  static take(model: LayersModel): WeightSnapshot {
    const arrays = model.weights.map((weight) => {
      const value = weight.read();
      return { shape: value.shape, data: Float32Array.from(value.dataSync()) };
    });
    return new WeightSnapshot(arrays);
  }

  /** A snapshot that was saved. */
  static of(arrays: readonly StateArray[]): WeightSnapshot {
    return new WeightSnapshot(arrays);
  }

  /** Gives the weights back to the model. */
  restore(model: LayersModel): void {
    tf.tidy(() => model.setWeights(this.arrays.map(({ shape, data }) => tf.tensor(data, [...shape]))));
  }
}
