/** Losses, under Keras's names in camelCase. */
export { binaryCrossentropy } from './binaryCrossentropy.js';
export { type BinaryFocalCrossentropyArgs, binaryFocalCrossentropy } from './binaryFocalCrossentropy.js';
export { categoricalCrossentropy } from './categoricalCrossentropy.js';
export {
  type CategoricalFocalCrossentropyArgs,
  categoricalFocalCrossentropy,
} from './categoricalFocalCrossentropy.js';
export { categoricalHinge } from './categoricalHinge.js';
export { type CosineSimilarityArgs, cosineSimilarity } from './cosineSimilarity.js';
export type { CrossentropyArgs, SmoothedCrossentropyArgs } from './crossentropyArgs.js';
export { type DiceArgs, dice } from './dice.js';
export { hinge } from './hinge.js';
export { type HuberArgs, huber } from './huber.js';
export { klDivergence } from './klDivergence.js';
export { logCosh } from './logCosh.js';
export type { Loss, LossArgs, Reduction } from './loss.js';
export { lossFrom as get, lossFrom } from './lossFrom.js';
export { lossValue, reducedLoss } from './lossValue.js';
export { meanAbsoluteError } from './meanAbsoluteError.js';
export { meanAbsolutePercentageError } from './meanAbsolutePercentageError.js';
export { meanSquaredError } from './meanSquaredError.js';
export { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.js';
export { poisson } from './poisson.js';
export {
  type SparseCrossentropyArgs,
  sparseCategoricalCrossentropy,
} from './sparseCategoricalCrossentropy.js';
export { squaredHinge } from './squaredHinge.js';
export { type TverskyArgs, tversky } from './tversky.js';
