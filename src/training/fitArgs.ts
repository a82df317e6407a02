import type { ClassWeight } from './batches/classWeights.js';
import type { RowsOf, TrainingData } from './batches/trainingData.js';
import type { Callback, Verbosity } from './callback.js';
import type { FitLog } from './fitLog.js';

/** How a model is fitted. Mirrors the arguments of keras.Model.fit. */
export interface FitArgs<Data = TrainingData> {
  /** The epoch to stop before; with `initialEpoch` 0 the number of times the data is gone through. Default 1. */
  epochs?: number;
  /** Samples a step, where the data are samples and not batches. Default 32. */
  batchSize?: number;
  /** Measured after every epoch, never learned from. */
  validationData?: Data;
  /** The share of the data, taken from its end before shuffling, that serves as validation data. Default 0. */
  validationSplit?: number;
  /** Validation after every so many epochs, or after the epochs listed (counted from 1). Default 1. */
  validationFreq?: number | readonly number[];
  /** Samples a batch of validation. Default `batchSize`. */
  validationBatchSize?: number;
  /** Batches of validation. Default all. */
  validationSteps?: number;
  /** Whether every epoch goes through the data in a new random order. Default true. */
  shuffle?: boolean;
  /** How much the samples of a class count in the loss; 1 for classes left out. It multiplies with sample weights. */
  classWeight?: ClassWeight;
  /** How much each sample counts in the loss, where the data are arrays. */
  sampleWeight?: RowsOf;
  callbacks?: readonly Callback[];
  verbose?: Verbosity;
  /** The number of the first epoch, to go on with an earlier training. Default 0. */
  initialEpoch?: number;
  /** Batches an epoch; the next epoch goes on where this one stopped. Default: all data. */
  stepsPerEpoch?: number;
  /** Stops the training after the current batch; in a notebook the stop button does. */
  signal?: AbortSignal;
  /** Whether steps run as one TensorFlow graph. By default they do where they can and where it pays: the numbers are the
   *  same. `false`: never, operation by operation. `true`: at once, and an error where they cannot. */
  compile?: boolean;
  /** Where the training is noted at its end: an `ExperimentLog`, `log.with({ … })`, or the run that `log.run` gives. */
  log?: FitLog;
}

/** How a model is measured. */
export interface EvaluateArgs {
  /** Samples a batch, where the data are samples and not batches. Default 32. */
  batchSize?: number;
  /** How much each sample counts, where the data are arrays. */
  sampleWeight?: RowsOf;
  /** Stops after this many batches. Default: all data. */
  steps?: number;
  /** Ends it after the current batch, with the signal's reason as its error: a part of the data has no result. In a
   *  notebook the stop button does. */
  signal?: AbortSignal;
}

/** How a model predicts. */
export interface PredictArgs {
  /** Samples a batch, where the data are samples and not batches. Default 32. */
  batchSize?: number;
  /** Stops after this many batches. Default: all data. */
  steps?: number;
  /** Ends it after the current batch, with the signal's reason as its error: a part of the data has no result. In a
   *  notebook the stop button does. */
  signal?: AbortSignal;
}
