import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';

/** A model's weights at one moment, outside the engine: nothing to dispose. */
export class WeightSnapshot {
  private readonly values: { shape: number[]; data: Float32Array }[];

  constructor(model: LayersModel) {
    this.values = model.weights.map((weight) => {
      const value = weight.read();
      return { shape: value.shape, data: Float32Array.from(value.dataSync()) };
    });
  }

  /** Gives the weights back to the model. */
  restore(model: LayersModel): void {
    tf.tidy(() => model.setWeights(this.values.map(({ shape, data }) => tf.tensor(data, shape))));
  }
}
