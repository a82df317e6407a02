/** The training loop. */
import type { LayersModel } from '@tensorflow/tfjs';
import { warn } from '../display/warn.js';
import { ArgumentError } from '../errors.js';
import { classWeightTable, withClassWeights } from './batches/classWeights.js';
import { PickedBatch } from './batches/pickedBatch.js';
import { disposeBatch, type StepBatch, samplesOf } from './batches/stepBatch.js';
import { breathe } from './breathe.js';
import type { Callback, Logs, TrainingParameters } from './callback.js';
import { CallbackList } from './callbackList.js';
import { ProgbarLogger, progbarLogger } from './callbacks/progbarLogger.js';
import { checkFirstBatch, checkValues } from './checks/firstBatch.js';
import type { Compiled } from './compile/compiled.js';
import { EpochFeed, newShuffleSeed } from './epochFeed.js';
import { evaluateModel } from './evaluate.js';
import type { FitArgs } from './fitArgs.js';
import type { FitPlan } from './fitPlan.js';
import type { FitState } from './fitState.js';
import { History } from './history.js';
import { Optimizer } from './optimizers/index.js';
import { RunningMeans } from './runningMeans.js';
import { type CompiledTrainStep, compiledTrainStep } from './step/compiledTrainStep.js';
import { LoggedMeans, runTrainStep, type TrainStep } from './step/customStep.js';

export interface FitRun {
  model: LayersModel;
  compiled: Compiled;
  plan: FitPlan;
  /** A step by hand, in place of the compiled one. */
  customStep: TrainStep | undefined;
}

/** Trains the model. An interrupted training keeps its weights and returns the history so far. */
export async function fitModel(run: FitRun, args: FitArgs): Promise<History> {
  const { model, compiled, plan } = run;
  const parameters: TrainingParameters = {
    epochs: plan.epochs,
    steps: plan.stepsPerEpoch ?? plan.train.steps,
    batchSize: plan.train.batchSize,
    verbose: args.verbose ?? 'auto',
  };
  const history = new History(parameters);
  const all = callbacksOf(args, parameters);
  const state: FitState = {
    nextEpoch: plan.initialEpoch,
    shuffleSeed: newShuffleSeed(),
    history,
    callbacks: all,
    callbackStates: new Map(),
  };
  const callbacks = new CallbackList(all, parameters, model, state);
  const feed = new EpochFeed(plan.train, state, {
    shuffle: plan.shuffle,
    stepsPerEpoch: plan.stepsPerEpoch,
    about: compiled,
  });
  let logs: Logs = {};
  model.stopTraining = false;
  compiled.warnOfLateFreezing();
  compiled.executor(plan.compilation).begin();
  compiledStepByHand(run)?.begin();
  try {
    await callbacks.trainBegin();
    for (let isFirst = true; state.nextEpoch < plan.epochs && !model.stopTraining; isFirst = false) {
      const epoch = state.nextEpoch;
      await callbacks.epochBegin(epoch);
      const means = await trainEpoch(run, feed.epoch(epoch), callbacks, isFirst);
      if (isInterrupted(plan)) break;
      if (means === undefined) {
        warnOfEnd(compiled, epoch, plan.epochs);
        break;
      }
      parameters.steps ??= means.steps;
      const measured = await validate(run, epoch, callbacks);
      if (isInterrupted(plan)) break;
      logs = { ...means.logs, ...measured };
      state.nextEpoch = epoch + 1;
      await callbacks.epochEnd(epoch, logs);
      history.add(epoch, logs);
      await callbacks.epochRecorded(epoch, logs);
      plan.train.epochEnd?.();
      if (feed.ended && state.nextEpoch < plan.epochs) {
        warnOfEnd(compiled, state.nextEpoch, plan.epochs);
        break;
      }
    }
  } finally {
    await feed.close();
  }
  if (!isInterrupted(plan)) finalizeWeights(compiled);
  await callbacks.trainEnd(logs);
  return history;
}

interface EpochMeans {
  logs: Logs;
  steps: number;
}

/** One epoch; undefined if there was no batch in it. */
async function trainEpoch(
  run: FitRun,
  batches: AsyncIterable<StepBatch>,
  callbacks: CallbackList,
  isFirst: boolean,
): Promise<EpochMeans | undefined> {
  const { model, compiled, plan } = run;
  const means = run.customStep === undefined ? new RunningMeans(compiled) : undefined;
  const logged = new LoggedMeans();
  const logsNow = (): Logs => (means ?? logged).logs();
  const [tellsBegin, tellsEnd] = [callbacks.has('onBatchBegin'), callbacks.has('onBatchEnd')];
  const { classWeight } = plan;
  const executor = compiled.executor(plan.compilation);
  const { customStep } = run;
  const byHand = compiledStepByHand(run);
  let table: Float32Array | undefined;
  let step = 0;
  for await (const given of batches) {
    let batch = given;
    try {
      if (step === 0) checkFirstBatch(model, compiled, batch, 'fit');
      if (isFirst) checkRows(run, batch, step);
      if (classWeight !== undefined) {
        table ??= classWeightTable(classWeight, model, compiled);
        batch = withClassWeights(batch, table);
      }
      if (tellsBegin) await callbacks.batchBegin(step);
      if (customStep !== undefined) {
        logged.add(byHand?.run(batch) ?? runTrainStep(customStep, model, compiled, batch), batch);
      } else means!.add(executor.train(model, compiled, batch), samplesOf(batch));
    } finally {
      disposeBatch(batch);
    }
    if (plan.mustCompile) requireCompiled(byHand ?? executor);
    if (tellsEnd) await callbacks.batchEnd(step, logsNow());
    step++;
    await breathe();
    if (isInterrupted(plan) || model.stopTraining) break;
  }
  return step === 0 ? undefined : { logs: logsNow(), steps: step };
}

/** Checks the values of what is learned from, once: of every batch, or of the whole table that batches are picked from. */
function checkRows({ model, compiled }: FitRun, batch: StepBatch, step: number): void {
  if (batch instanceof PickedBatch) {
    if (step === 0) checkValues(model, compiled, batch.tables, 'fit');
  } else if (step > 0) checkValues(model, compiled, batch, 'fit');
}

/** The step by hand as a graph; undefined where there is none, and where nobody asked for a graph. */
function compiledStepByHand({ customStep, model, compiled, plan }: FitRun): CompiledTrainStep | undefined {
  if (customStep === undefined || !plan.mustCompile) return undefined;
  return compiledTrainStep(customStep, model, compiled);
}

/** @throws {ArgumentError} if the step cannot be compiled, though `compile: true` asks for it */
function requireCompiled({ refusal }: { readonly refusal: string | undefined }): void {
  if (refusal === undefined) return;
  throw new ArgumentError(
    `fit: compile is true, but the step cannot be compiled: ${refusal}. Leave compile out to train it operation by operation.`,
  );
}

async function validate(run: FitRun, epoch: number, callbacks: CallbackList): Promise<Logs> {
  const { model, compiled, plan } = run;
  if (plan.validation === undefined || !plan.validates(epoch)) return {};
  await callbacks.testBegin();
  let measured: Logs = {};
  try {
    measured = await evaluateModel(model, compiled, plan.validation, {
      purpose: 'fit, validation data',
      steps: plan.validationSteps,
      signal: plan.signal,
      compilation: plan.compilation,
    });
  } catch (error) {
    // An interrupted training ends in order: without this validation.
    if (!isInterrupted(plan)) throw error;
  }
  await callbacks.testEnd(measured);
  return Object.fromEntries(Object.entries(measured).map(([name, value]) => [`val_${name}`, value]));
}

function callbacksOf(args: FitArgs, parameters: TrainingParameters): Callback[] {
  const { callbacks = [] } = args;
  const hasProgress = parameters.verbose === 0 || callbacks.some((one) => one instanceof ProgbarLogger);
  return hasProgress ? [...callbacks] : [...callbacks, progbarLogger()];
}

/** Moving averages of the weights take the weights' place, where the optimizer keeps any. */
function finalizeWeights({ optimizer, settledTrainability }: Compiled): void {
  if (optimizer instanceof Optimizer) optimizer.finalizeVariableValues(settledTrainability.variables);
}

function isInterrupted(plan: FitPlan): boolean {
  return plan.signal?.aborted ?? false;
}

function warnOfEnd(about: object, epoch: number, epochs: number): void {
  warn(
    about,
    `fit: the data ran out after ${epoch} of ${epochs} epochs. A generator that was started ends once; give the generator function itself, which begins anew at every epoch.`,
  );
}
