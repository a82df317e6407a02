/** The training loop. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { BatchSource } from '../data/batchSource.js';
import { displayHost } from '../display/displayHost.js';
import { nextSeed, randomGenerator, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { breathe } from './breathe.js';
import { type Callback, CallbackList, type Logs, type Verbosity } from './callback.js';
import { requireFittingInput, requireLabelsWithinClasses } from './checks.js';
import type { Compiled } from './compiled.js';
import { evaluateModel } from './evaluate.js';
import { History } from './history.js';
import { ProgressBar } from './progress/progressBar.js';
import { RunningMeans } from './runningMeans.js';
import { samplesOf } from './samples.js';
import { trainStep } from './step.js';

export interface FitArgs<Data = BatchSource> {
  /** How many times the data is gone through. Default 1. */
  epochs?: number;
  /** Samples a step. Default 32. */
  batchSize?: number;
  /** Measured after every epoch, never learned from. */
  validationData?: Data;
  /** The share of the data, taken from its end before shuffling, that serves as validation data. Default 0. */
  validationSplit?: number;
  /** Whether every epoch goes through the data in a new random order. Default true. */
  shuffle?: boolean;
  callbacks?: readonly Callback[];
  verbose?: Verbosity;
  /** The number of the first epoch, to go on with an earlier training. Default 0. */
  initialEpoch?: number;
  /** Stops the training after the current batch; in a notebook the stop button does. */
  signal?: AbortSignal;
}

/**
 * Trains the model. An interrupted training keeps its weights and returns the history so far.
 * @throws {ArgumentError} before the first step, for data that does not fit the model
 */
export async function fitModel(
  model: LayersModel,
  compiled: Compiled,
  data: BatchSource,
  args: FitArgs,
): Promise<History> {
  const plan = planOf(data, args);
  const verbose = args.verbose ?? 'auto';
  const parameters = { epochs: plan.epochs, steps: plan.steps, batchSize: plan.batchSize, verbose };
  const history = new History(parameters);
  const progress = verbose === 0 ? [] : [new ProgressBar()];
  const callbacks = new CallbackList([...progress, ...(args.callbacks ?? [])], parameters, model);
  let logs: Logs = {};
  model.stopTraining = false;
  await callbacks.trainBegin();
  for (let epoch = plan.initialEpoch; epoch < plan.epochs; epoch++) {
    await callbacks.epochBegin(epoch);
    const means = await trainEpoch(model, compiled, data, plan, callbacks, epoch === plan.initialEpoch);
    if (isInterrupted(plan)) break;
    logs = means.logs();
    if (plan.validation !== undefined) {
      const { source, order } = plan.validation;
      const options = { batchSize: plan.batchSize, order, signal: plan.signal, prefix: 'val_' };
      logs = { ...logs, ...(await evaluateModel(model, compiled, source, options)) };
      if (isInterrupted(plan)) break;
    }
    history.add(epoch, logs);
    await callbacks.epochEnd(epoch, logs);
    if (model.stopTraining) break;
  }
  await callbacks.trainEnd(logs);
  return history;
}

interface Plan {
  epochs: number;
  initialEpoch: number;
  batchSize: number;
  steps: number;
  /** The order of the samples in the next epoch. */
  nextOrder(): Int32Array | undefined;
  validation?: { source: BatchSource; order?: Int32Array };
  signal?: AbortSignal;
}

function planOf(data: BatchSource, args: FitArgs): Plan {
  const { epochs = 1, batchSize = 32, validationSplit = 0, shuffle = true, initialEpoch = 0 } = args;
  requireWholeNumber('epochs', epochs, 1);
  requireWholeNumber('batchSize', batchSize, 1);
  requireWholeNumber('initialEpoch', initialEpoch, 0);
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw new ArgumentError(`fit: validationSplit must be in [0, 1); received ${validationSplit}.`);
  }
  if (data.length === 0)
    throw new ArgumentError('fit: the data is empty: there are no samples to learn from.');
  const trainLength = Math.floor(data.length * (1 - validationSplit));
  if (trainLength === 0)
    throw new ArgumentError(`fit: validationSplit ${validationSplit} leaves nothing to learn from.`);
  const isSplit = trainLength < data.length;
  const random = randomGenerator(nextSeed());
  const inOrder = isSplit ? range(0, trainLength) : undefined;
  return {
    epochs,
    initialEpoch,
    batchSize,
    steps: Math.ceil(trainLength / batchSize),
    nextOrder: () => (shuffle ? random.permutation(trainLength) : inOrder),
    validation:
      args.validationData !== undefined
        ? { source: args.validationData }
        : isSplit
          ? { source: data, order: range(trainLength, data.length) }
          : undefined,
    signal: args.signal ?? displayHost()?.interruptSignal,
  };
}

async function trainEpoch(
  model: LayersModel,
  compiled: Compiled,
  data: BatchSource,
  plan: Plan,
  callbacks: CallbackList,
  isFirst: boolean,
): Promise<RunningMeans> {
  const means = new RunningMeans(compiled);
  const tellsBegin = callbacks.has('onBatchBegin');
  const tellsEnd = callbacks.has('onBatchEnd');
  let step = 0;
  for await (const batch of data.batches({ batchSize: plan.batchSize, order: plan.nextOrder() })) {
    try {
      if (step === 0) requireFittingInput(model, batch, 'fit');
      if (isFirst) requireLabelsWithinClasses(model, compiled, batch);
      if (tellsBegin) await callbacks.batchBegin(step);
      means.add(trainStep(model, compiled, batch), samplesOf(batch));
    } finally {
      tf.dispose([batch.x, batch.y]);
    }
    if (tellsEnd) await callbacks.batchEnd(step, means.logs());
    step++;
    await breathe();
    if (isInterrupted(plan) || model.stopTraining) break;
  }
  return means;
}

function isInterrupted(plan: Plan): boolean {
  return plan.signal?.aborted ?? false;
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, index) => start + index);
}

function requireWholeNumber(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ArgumentError(`fit: ${name} must be a whole number of at least ${least}; received ${value}.`);
}
