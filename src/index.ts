/** cuaderno: deep learning for courses on computer vision. The public surface, and nothing else. */
export * as datasets from '../datasets/index.js';

export * as applications from './applications/index.js';
export * as augment from './augment/index.js';
export type { AffineParameters } from './augmentation/affine.js';
export type { BytePixels } from './augmentation/pillowResize.js';
export type { ResizeInterpolation } from './augmentation/resizeFilters.js';
export { type AnalyseArgs, analyse } from './data/analysis/analyse.js';
export type { DataPart, DataParts } from './data/analysis/dataParts.js';
export {
  DataReport,
  type ImageSizeCount,
  type NearDuplicate,
  type PartReport,
  type ReportedImage,
  type UnreadableFile,
} from './data/analysis/dataReport.js';
export type { Batch, BatchOptions, BatchSource } from './data/batchSource.js';
export type { BatchOf } from './data/dataset/batched.js';
export { Dataset, type InterleaveArgs, type MapArgs, type ShuffleArgs } from './data/dataset/dataset.js';
export type { Elements } from './data/dataset/elements.js';
export type { MapFunction } from './data/dataset/mapped.js';
export type { Columns, RowOf, RowsOfColumns } from './data/dataset/rowsOf.js';
export type { ColorMode, DatasetDecodeOptions } from './data/decodePixels.js';
export { FileFlow } from './data/directory/fileFlow.js';
export type { FileFlowArgs } from './data/directory/fileFlowArgs.js';
export type { DataframeClassMode, FlowFromDataframeArgs } from './data/directory/flowFromDataframe.js';
export type { DirectoryClassMode, FlowFromDirectoryArgs } from './data/directory/flowFromDirectory.js';
export {
  type ImageDatasetFromDirectoryArgs,
  type ImageDatasets,
  type ImageElement,
  imageDatasetFromDirectory,
} from './data/directory/imageDatasetFromDirectory.js';
export {
  type ElementOptions,
  ImageFileDataset,
  type LabeledFiles,
  type LabelMode,
} from './data/directory/imageFileDataset.js';
export type { TableValue } from './data/directory/tableRows.js';
export type { Range, ShiftRange } from './data/generator/augmentation.js';
export type { FlowArgs, Subset } from './data/generator/flowArgs.js';
export type { FlowData, FlowFromArraysArgs } from './data/generator/flowFromArrays.js';
export type { ImageDataGeneratorArgs } from './data/generator/generatorArgs.js';
export { ImageDataGenerator } from './data/generator/imageDataGenerator.js';
export { type FlowBatch, ImageFlow } from './data/generator/imageFlow.js';
export type { TransformParameters } from './data/generator/transformParameters.js';
export type { ImageShape } from './data/imageBytes.js';
export { ImageSet, type ImageSetArgs } from './data/imageSet.js';
export type { DataProgress, OnProgress } from './data/progress.js';
export { type Locale, locale, setLocale } from './display/locale.js';
export {
  type EngineDescription,
  engine,
  type Precision,
  precision,
  type RandomGenerator,
  type Scalar,
  type SymbolicTensor,
  setPrecision,
  setSeed,
  type Tensor,
  tf,
} from './engine/index.js';
export type { Pass } from './engine/operationLabel.js';
export type { Backend } from './engine/tensorflow.js';
export { ArgumentError, DataError, EngineError } from './errors.js';
export {
  Comparison,
  type Difference,
  ExperimentLog,
  type ExperimentLogArgs,
  type KeptHistory,
  type ParameterRange,
  type ParametersOf,
  type ParameterValue,
  type Run,
  type RunFacts,
  type SweepArgs,
  type SweepResult,
  type SweepSpace,
  type SweepTrial,
  sweep,
  type Trial,
  type TrialReturn,
} from './experiments/index.js';
export * from './explain/index.js';
export {
  type CompiledTensorFunction,
  type CompileOptions,
  compile,
  type ExplainArgs,
  type ExplainedOperation,
  Explanation,
  type ExplanationParts,
  type FateKind,
  type TensorOutput,
} from './graphs/index.js';
export * as constraints from './layers/constraints/index.js';
export * as layers from './layers/index.js';
export * as initializers from './layers/initializers/index.js';
export { clearSession } from './layers/naming.js';
export * as regularizers from './layers/regularizers/index.js';
export * as plots from './plots/index.js';
export type { ClassWeight } from './training/batches/classWeights.js';
export type { NestedNumbers, NumberArray } from './training/batches/trainingData.js';
export type { MonitorMode } from './training/callbacks/monitor.js';
export type { LossArgument, MetricArgument, MetricsArgument } from './training/compile/compileArgs.js';
export {
  type BatchInput,
  type BatchSequence,
  type BatchStream,
  type CacheFeaturesArgs,
  type Callback,
  type CallbackState,
  type CompileArgs,
  cacheFeatures,
  callbacks,
  type EvaluateArgs,
  FeatureSet,
  type FinishedFit,
  type FitArgs,
  type FitLog,
  type FitState,
  type Gradients,
  gradients,
  History,
  type LayerGradients,
  type LayerGradientsArgs,
  type LearningRateSchedule,
  type Logs,
  layerGradients,
  losses,
  metrics,
  models,
  optimizers,
  type PredictArgs,
  type PredictionData,
  type Rows,
  type RowsOf,
  type SampleRows,
  type Samples,
  type StateArray,
  schedules,
  type TrainingData,
  type TrainingParameters,
  type TrainStep,
  type TrainStepArgs,
  type ValueAndGradients,
  type Verbosity,
} from './training/index.js';
export type { SummaryArgs } from './training/summary/summaryArgs.js';
export type { LayerClass } from './weights/config/customObjects.js';
export type { LoadWeightsArgs } from './weights/loadWeights.js';
export type { SaveArgs } from './weights/saveModel.js';
export type { SaveWeightsArgs } from './weights/saveWeights.js';
