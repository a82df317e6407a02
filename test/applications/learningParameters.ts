/** How many numbers of a model training changes. */
import type { models } from '../../src/index.js';

export function learningParameters(model: models.Model): number {
  const sizes = model.trainableWeights.map(({ shape }) =>
    (shape as number[]).reduce((product, length) => product * length, 1),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
