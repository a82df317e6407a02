/** Which learning rate to begin with: a short training in which it grows. Smith 2017, "Cyclical Learning Rates for Training
 *  Neural Networks". */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { TrainingData } from '../training/batches/trainingData.js';
import type { Callback } from '../training/callback.js';
import { optimizerWithRate } from '../training/callbacks/learningRateOf.js';
import { compiledOf } from '../training/compile/compiled.js';
import type { FitArgs } from '../training/fitArgs.js';
import { trainabilityOf } from '../training/graph/trainability.js';
import { Optimizer } from '../training/optimizers/index.js';
import { requirePositive } from './pairs.js';
import type { WatchedModel } from './watchedRun.js';

/** Arguments of `learningRateFinder`. */
export interface LearningRateFinderArgs extends Pick<FitArgs, 'batchSize'> {
  /** Default 1e-6. */
  from?: number;
  /** Default 1. */
  to?: number;
  /** Batches to try. Default 100. */
  steps?: number;
}

/** The loss for each rate tried. */
export interface LearningRateCurve {
  rates: number[];
  /** The mean of the last batches' losses, bias-corrected; it ends where the loss has grown fourfold. */
  losses: number[];
  /** Where the loss falls most steeply; undefined if it never falls. */
  suggestion: number | undefined;
}

/** A model that trains: ours. */
export interface TrainableModel extends WatchedModel {
  stopTraining: boolean;
  fit(data: TrainingData, args?: FitArgs): Promise<unknown>;
}

const smoothing = 0.95;
/** Past this many times the best loss nothing more is learned. */
const blowUp = 4;

/**
 * Trains with a rate that grows by the same factor after every batch, and looks at the loss. Afterwards weights, rate
 * and the optimizer's memory are as before.
 * @param data what `fit` takes; it is gone through as often as need be
 * @throws {ArgumentError} for a model that is not compiled, or whose rate is ruled by a schedule
 * @example
 * const { suggestion } = await learningRateFinder(model, train, { steps: 6 });
 */
export async function learningRateFinder(
  model: TrainableModel,
  data: TrainingData,
  args: LearningRateFinderArgs = {},
): Promise<LearningRateCurve> {
  const { from = 1e-6, to = 1, steps = 100, batchSize } = args;
  requirePositive('learningRateFinder', 'steps', steps);
  if (!(from > 0 && to > from)) {
    throw new ArgumentError(
      `learningRateFinder: expected rates 0 < from < to; received from ${from} to ${to}.`,
    );
  }
  const whole = model as unknown as LayersModel;
  compiledOf(whole, 'learningRateFinder');
  const optimizer = optimizerWithRate(whole, 'learningRateFinder');
  const usual = optimizer.learningRate;
  const before = tf.tidy(() => whole.weights.map((weight) => weight.read().clone()));
  const memory = memoryOf(optimizer, whole);
  const rates: number[] = [];
  const losses: number[] = [];
  let [sum, batches, average] = [0, 0, 0];
  const rateOf = (step: number): number => from * (to / from) ** (step / Math.max(1, steps - 1));
  const trial: Callback = {
    onEpochBegin() {
      [sum, batches] = [0, 0];
    },
    onBatchBegin() {
      optimizer.learningRate = rateOf(rates.length);
    },
    onBatchEnd(_, logs) {
      // The logs hold the epoch's mean.
      batches++;
      const loss = (logs?.loss ?? Number.NaN) * batches - sum;
      sum += loss;
      rates.push(rateOf(rates.length));
      average = smoothing * average + (1 - smoothing) * loss;
      losses.push(average / (1 - smoothing ** rates.length));
      const isOver = !(losses.at(-1)! < blowUp * Math.min(...losses));
      if (isOver || rates.length === steps) model.stopTraining = true;
    },
  };
  try {
    await model.fit(data, { epochs: steps, callbacks: [trial], verbose: 0, ...(batchSize && { batchSize }) });
  } finally {
    for (const [index, weight] of whole.weights.entries()) weight.write(before[index]!);
    memory?.restore();
    optimizer.learningRate = usual;
    tf.dispose(before);
  }
  return { rates, losses, suggestion: steepestFall(rates, losses) };
}

/** What one of our optimizers remembers; tfjs's own cannot be set back. */
function memoryOf(optimizer: object, model: LayersModel): { restore(): void } | undefined {
  if (!(optimizer instanceof Optimizer)) return undefined;
  optimizer.build(trainabilityOf(model).variables);
  const saved = optimizer.variables().map(({ tensor }) => tensor);
  return {
    restore() {
      optimizer.setVariables(saved);
      tf.dispose(saved);
    },
  };
}

/** The first losses are means of few batches. */
const warmUpShare = 0.1;
/** A slope is taken over this share of the curve on both sides. */
const slopeShare = 0.04;

/** By the slope of the loss over the logarithm of the rate, up to the lowest loss. */
function steepestFall(rates: readonly number[], losses: readonly number[]): number | undefined {
  const lowest = losses.indexOf(Math.min(...losses.filter(Number.isFinite)));
  const reach = Math.max(1, Math.round(slopeShare * rates.length));
  let best: { slope: number; rate: number } | undefined;
  const first = Math.max(reach, Math.round(warmUpShare * rates.length));
  for (let index = first; index + reach <= lowest; index++) {
    const [before, after] = [index - reach, index + reach];
    const slope = (losses[after]! - losses[before]!) / Math.log(rates[after]! / rates[before]!);
    if (slope < (best?.slope ?? 0)) best = { slope, rate: rates[index]! };
  }
  return best?.rate;
}
