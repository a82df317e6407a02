/** The numbers behind the pictures: what is computed from a model and an image, and what curves show, for `plots` to draw or for a lesson. */
import { explain as explainModel } from '../graphs/index.js';
import { diagnose } from './diagnose.js';

export { type ActivationStatistics, activationStatistics } from './activationStatistics.js';
export { type ActivationsArgs, activations, type LayerActivation } from './activations.js';
export type { LossBatch } from './batchLoss.js';
export { type Calibration, type CalibrationBin, calibrationBins } from './calibrationBins.js';
export {
  type ConvolutionArithmetic,
  type ConvolutionArithmeticArgs,
  convolutionArithmetic,
} from './convolutionArithmetic.js';
export { type DiagnoseArgs, Diagnosis, type Finding } from './diagnose.js';
export type { PatternName } from './diagnosis/findings.js';
export { type ClassMap, type GradCamArgs, gradCam } from './gradCam.js';
export { type GradientNorm, gradientNorms } from './gradientNorms.js';
export {
  type LearningRateCurve,
  type LearningRateFinderArgs,
  learningRateFinder,
  type TrainableModel,
} from './learningRateFinder.js';
export { type LossSurface, type LossSurfaceArgs, lossSurface } from './lossSurface.js';
export {
  type MaximalActivation,
  type MaximalActivationArgs,
  maximalActivation,
} from './maximalActivation.js';
export { type ModelCosts, modelCosts } from './modelCosts.js';
export { type OcclusionArgs, type OcclusionMap, occlusion } from './occlusion.js';
export { type ProjectedFeatures, type ProjectFeaturesArgs, projectFeatures } from './projectFeatures.js';
export {
  type MeasuredField,
  type PixelBox,
  type ReceptiveFieldArgs,
  type ReceptiveFieldByGradientArgs,
  type ReceptiveFieldOf,
  receptiveField,
  receptiveFieldByGradient,
} from './receptiveField.js';
export { type SaliencyArgs, type SaliencyMap, saliency } from './saliency.js';
export type { WatchedModel } from './watchedRun.js';
export { type WhiteningFiltersArgs, whiteningFilters } from './whiteningFilters.js';

/** `explain(model)` shows what a training step or a forward pass consists of; `explain.diagnose(history)` what a training
 *  curve shows. */
export const explain = Object.assign(explainModel, {
  diagnose,
});
