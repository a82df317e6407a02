/** Figures: numbers in, picture out. */

export type { Surface } from '../explain/descent.js';
export type { PoolingKind } from '../explain/steps/poolingSteps.js';
export type { Matrix } from '../explain/steps/windows.js';
export { type ActivationStatisticsOptions, activationStatistics } from './activationStatistics.js';
export { type ArchitectureOptions, architecture } from './architecture.js';
export { type AugmentedGridOptions, type Augmenter, augmentedGrid } from './augmentedGrid.js';
export { type CalibrationOptions, calibration } from './calibration.js';
export { type ClassBalanceOptions, classBalance } from './classBalance.js';
export { type ConfusionMatrixOptions, confusionMatrix } from './confusionMatrix.js';
export type { HistoryLike, HistoryParts } from './curves.js';
export { dataReport } from './dataReport.js';
export { type EmbeddingOptions, embedding } from './embedding.js';
export type { ExplainedImageOptions } from './explainedImage.js';
export { type FeatureMapsOptions, featureMaps } from './featureMaps.js';
export { Figure, type FigureArgs, type FigureFrame } from './figure.js';
export { type FiltersOptions, filters } from './filters.js';
export { type GradCamOptions, gradCam } from './gradCam.js';
export { type GradientNormsOptions, gradientNorms } from './gradientNorms.js';
export { type GraphOptions, graph } from './graph.js';
export { type HistoryOptions, history } from './history.js';
export { type ImageGridOptions, imageGrid } from './imageGrid.js';
export type { ImageSource, Images } from './images.js';
export type { Predictions, TrueLabels } from './judged.js';
export { type LearningRateFinderOptions, learningRateFinder } from './learningRateFinder.js';
export { type LiveHistoryCallback, liveHistory } from './liveHistory.js';
export { type LossSurfaceOptions, lossSurface } from './lossSurface.js';
export { type MaximalActivationOptions, maximalActivation } from './maximalActivation.js';
export { nearDuplicates } from './nearDuplicates.js';
export { type NormalizationAxesOptions, normalizationAxes } from './normalizationAxes.js';
export { type OcclusionOptions, occlusion } from './occlusion.js';
export { type ParameterTreemapOptions, parameterTreemap } from './parameterTreemap.js';
export { type PredictionGridOptions, predictionGrid } from './predictionGrid.js';
export { type ReceptiveFieldOptions, receptiveField } from './receptiveField.js';
export { type SaliencyOptions, saliency } from './saliency.js';
export { save } from './save.js';
export { type ShowAdaptivePoolingOptions, showAdaptivePooling } from './showAdaptivePooling.js';
export {
  type ShowBackpropConvolutionOptions,
  showBackpropConvolution,
} from './showBackpropConvolution.js';
export { type ShowWindowOptions, showConvolution } from './showConvolution.js';
export { type ShowDropoutOptions, showDropout } from './showDropout.js';
export {
  type ShowGradientDescentOptions,
  type SurfaceName,
  showGradientDescent,
} from './showGradientDescent.js';
export { type ShowPoolingOptions, showPooling } from './showPooling.js';
export { showTransposedConvolution } from './showTransposedConvolution.js';
export { type TopLossesOptions, topLosses } from './topLosses.js';
export { type WeightHistogramOptions, weightHistogram } from './weightHistogram.js';
