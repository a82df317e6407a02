/** A compiled model's loss for one batch, for those who change weights or take gradients on their own. */
import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { batchOf } from '../training/batches/batchOf.js';
import { disposeBatch, type StepBatch } from '../training/batches/stepBatch.js';
import type { RowsOf } from '../training/batches/trainingData.js';
import { compiledOf } from '../training/compile/compiled.js';
import { forward } from '../training/graph/forward.js';
import { dataNames } from '../training/modelNames.js';
import { stepLosses } from '../training/step/losses.js';
import type { WatchedModel } from './watchedRun.js';

/** Inputs and targets, as `fit` takes them, few enough for one batch. */
export interface LossBatch {
  x: Tensor;
  y: Tensor;
}

export interface BatchLoss {
  /** The loss with the weights as they are now. Called inside `tf.tidy`. */
  loss(training: boolean): Scalar;
  dispose(): void;
}

/** @throws {ArgumentError} for a model that is not compiled, and data that does not fit it */
export function batchLoss(caller: string, model: WatchedModel, { x, y }: LossBatch): BatchLoss {
  const whole = model as LayersModel;
  const compiled = compiledOf(whole, caller);
  if (x.shape[0] !== y.shape[0]) {
    throw new ArgumentError(
      `${caller}: expected as many targets as inputs; received ${x.shape[0]} inputs and ${y.shape[0]} targets.`,
    );
  }
  const given: { x: RowsOf; y: RowsOf; sampleWeight: undefined } = {
    x: x.clone(),
    y: y.clone(),
    sampleWeight: undefined,
  };
  const batch: StepBatch = batchOf(given, dataNames(whole), caller);
  return {
    loss: (training) => stepLosses(whole, compiled, batch, forward(whole, [...batch.x], training)).total,
    dispose: () => disposeBatch(batch),
  };
}
