/** What a fit is going to do, settled and checked before the first step. */
import type { LayersModel } from '@tensorflow/tfjs';
import { displayHost } from '../display/displayHost.js';
import { warn } from '../display/warn.js';
import { engine } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { ClassWeight } from './batches/classWeights.js';
import type { Passes } from './batches/passes.js';
import { passesOf, type SplittablePasses } from './batches/passesOf.js';
import type { TrainingData } from './batches/trainingData.js';
import { warnOfOverlap } from './checks/overlap.js';
import type { Compiled } from './compile/compiled.js';
import type { FitArgs } from './fitArgs.js';
import { dataNames } from './modelNames.js';
import { requireWholeNumber } from './requireWholeNumber.js';
import { type Compilation, compilationFrom } from './step/compilation.js';

export interface FitPlan {
  epochs: number;
  initialEpoch: number;
  train: Passes;
  validation: Passes | undefined;
  shuffle: boolean;
  stepsPerEpoch: number | undefined;
  validationSteps: number | undefined;
  /** Whether an epoch (counted from 0) ends with validation. */
  validates(epoch: number): boolean;
  classWeight: ClassWeight | undefined;
  signal: AbortSignal | undefined;
  compilation: Compilation;
  /** Whether a step that cannot be compiled is an error. */
  mustCompile: boolean;
  dispose(): void;
}

/** @throws {ArgumentError} for arguments that are out of range, and for data that is empty */
export function fitPlan(model: LayersModel, compiled: Compiled, data: TrainingData, args: FitArgs): FitPlan {
  const { epochs = 1, batchSize = 32, initialEpoch = 0, shuffle = true, validationSplit = 0 } = args;
  requireNumbers(args);
  if (args.compile === true) requireGraphs();
  const options = { batchSize, names: dataNames(model), purpose: 'fit', sampleWeight: args.sampleWeight };
  const opened: SplittablePasses[] = [];
  try {
    const all = passesOf(data, options);
    opened.push(all);
    requireSamples(all.whole.samples ?? all.whole.steps);
    const [train, rest] = validationSplit > 0 ? split(all, validationSplit) : [all.whole, undefined];
    let validation = rest;
    if (args.validationData !== undefined) {
      const size = args.validationBatchSize ?? batchSize;
      const given = passesOf(args.validationData, { ...options, batchSize: size, sampleWeight: undefined });
      opened.push(given);
      if ((given.whole.samples ?? given.whole.steps) === 0) {
        throw new ArgumentError('fit: validationData is empty: there are no samples to measure.');
      }
      validation = given.whole;
      warnOfOverlap(model, data, args.validationData);
    }
    warnOfLargeBatch(compiled, args.batchSize, train.samples);
    return {
      epochs,
      initialEpoch,
      train,
      validation,
      shuffle,
      stepsPerEpoch: args.stepsPerEpoch,
      validationSteps: args.validationSteps,
      validates: validationTimes(args.validationFreq ?? 1),
      classWeight: args.classWeight,
      signal: args.signal ?? displayHost()?.interruptSignal,
      compilation: compilationFrom(args.compile),
      mustCompile: args.compile === true,
      dispose: () => disposeAll(opened),
    };
  } catch (error) {
    disposeAll(opened);
    throw error;
  }
}

function disposeAll(opened: readonly SplittablePasses[]): void {
  for (const { whole } of opened) whole.dispose();
}

function requireNumbers(args: FitArgs): void {
  const { epochs = 1, batchSize = 32, initialEpoch = 0, validationSplit = 0 } = args;
  requireWholeNumber('fit', 'epochs', epochs, 1);
  requireWholeNumber('fit', 'batchSize', batchSize, 1);
  requireWholeNumber('fit', 'initialEpoch', initialEpoch, 0);
  for (const name of ['stepsPerEpoch', 'validationSteps', 'validationBatchSize'] as const) {
    if (args[name] !== undefined) requireWholeNumber('fit', name, args[name], 1);
  }
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw new ArgumentError(`fit: validationSplit must be in [0, 1); received ${validationSplit}.`);
  }
}

function requireGraphs(): void {
  if (engine.backend === 'tensorflow') return;
  throw new ArgumentError(
    `fit: compile is true, but only TensorFlow’s native engine compiles; this is ${engine.backend}. Leave compile out, or set the native engine up: npm run setup.`,
  );
}

function requireSamples(count: number | undefined): void {
  if (count !== 0) return;
  throw new ArgumentError('fit: the data is empty: there are no samples to learn from.');
}

/** The last part, before any shuffling, is what is validated on. */
function split(all: SplittablePasses, share: number): [Passes, Passes | undefined] {
  const { samples } = all.whole;
  if (all.split === undefined || samples === undefined) {
    throw new ArgumentError(
      'fit: validationSplit cuts arrays and data sets. For a generator or a sequence give validationData.',
    );
  }
  const trainLength = Math.floor(samples * (1 - share));
  if (trainLength === 0) {
    throw new ArgumentError(
      `fit: validationSplit ${share} of ${samples} samples leaves ⌊${samples}·(1 − ${share})⌋ = 0 to learn from.`,
    );
  }
  return trainLength === samples ? [all.whole, undefined] : all.split(trainLength);
}

function validationTimes(freq: number | readonly number[]): (epoch: number) => boolean {
  if (typeof freq === 'number') {
    requireWholeNumber('fit', 'validationFreq', freq, 1);
    return (epoch) => (epoch + 1) % freq === 0;
  }
  const epochs = new Set(freq);
  return (epoch) => epochs.has(epoch + 1);
}

function warnOfLargeBatch(about: object, batchSize: number | undefined, samples: number | undefined): void {
  if (batchSize === undefined || samples === undefined || batchSize <= samples) return;
  warn(
    about,
    `fit: batchSize ${batchSize} is larger than the ${samples} samples of the data, so that every epoch is one step on all of them. A smaller batch makes more steps.`,
  );
}
