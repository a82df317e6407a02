/** Models and how they are trained. */

export type {
  BatchInput,
  BatchSequence,
  BatchStream,
  PredictionData,
  Rows,
  RowsOf,
  Samples,
  TrainingData,
} from './batches/trainingData.js';
export type { Callback, Logs, TrainingParameters, Verbosity } from './callback.js';
export type { CallbackState, StateArray } from './callbackState.js';
export * as callbacks from './callbacks/index.js';
export type { CompileArgs } from './compile/compileArgs.js';
export { type CacheFeaturesArgs, cacheFeatures } from './features/cacheFeatures.js';
export { FeatureSet, type SampleRows } from './features/featureSet.js';
export type { EvaluateArgs, FitArgs, PredictArgs } from './fitArgs.js';
export type { FinishedFit, FitLog } from './fitLog.js';
export type { FitState } from './fitState.js';
export {
  gradients,
  type LayerGradients,
  type LayerGradientsArgs,
  layerGradients,
  type ValueAndGradients,
} from './gradients.js';
export { History } from './history.js';
export type { Loss } from './losses/index.js';
export * as losses from './losses/index.js';
export * as metrics from './metrics/index.js';
export * as models from './models/index.js';
export * as optimizers from './optimizers/index.js';
export type { LearningRateSchedule } from './schedules/index.js';
export * as schedules from './schedules/index.js';
export type { Gradients, TrainStep, TrainStepArgs } from './step/customStep.js';
