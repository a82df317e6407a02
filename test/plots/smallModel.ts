/** A network with weights that no engine draws: the same picture everywhere. */
import { layers, models, type Tensor, tf } from '../../src/index.js';
import { testImages } from './testImages.js';

/** 16×16×3 → 14×14×6 → 7×7×6 → 5×5×4 → 3 classes. */
export function smallModel(): models.Sequential {
  const model = models.sequential(
    [
      layers.conv2D({
        filters: 6,
        kernelSize: 3,
        activation: 'relu',
        name: 'first',
        inputShape: [16, 16, 3],
      }),
      layers.maxPooling2D({ poolSize: 2, name: 'pool' }),
      layers.conv2D({ filters: 4, kernelSize: 3, activation: 'relu', name: 'second' }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 3, activation: 'softmax', name: 'scores' }),
    ],
    { name: 'small' },
  );
  model.setWeights(model.getWeights().map((weight, index) => waves(weight.shape, index)));
  return model;
}

/** Numbers between −½ and ½ without a pattern to the eye. */
function waves(shape: number[], start: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, at) => Math.sin(12.9898 * (at + 1) + start) / 2),
    shape,
  );
}

/** [1, 16, 16, 3], from 0 to 1. */
export function smallImage(): Tensor {
  const pixels = testImages(10, 3, 16).image(4);
  return tf.tensor4d(
    Float32Array.from(pixels, (value) => value / 255),
    [1, 16, 16, 3],
  );
}
