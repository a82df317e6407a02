/** What `fit` tells a training log. The log itself is in the room `experiments`, which knows this one. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { TrainingData } from './batches/trainingData.js';
import type { Logs } from './callback.js';
import type { Compiled } from './compile/compiled.js';
import { evaluateModel } from './evaluate.js';
import type { FitArgs } from './fitArgs.js';
import type { FitPlan } from './fitPlan.js';
import type { History } from './history.js';
import { Optimizer } from './optimizers/index.js';

/** A training that has ended, as a log is told about it. */
export interface FinishedFit {
  readonly model: LayersModel;
  readonly history: History;
  readonly data: TrainingData;
  readonly validationData: TrainingData | undefined;
  /** Samples a step; undefined where the data decides. */
  readonly batchSize: number | undefined;
  /** The share of all samples that was validated on; undefined where that is not known. */
  readonly testSplit: number | undefined;
  /** The optimizer's class, such as Adam. */
  readonly optimizer: string;
  /** Its rate at the beginning, or the name of its schedule. */
  readonly learningRate: number | string | undefined;
  readonly seconds: number;
  /** Whether the training was stopped by hand. */
  readonly interrupted: boolean;
  /** Name of an output → of its accuracy in `model.evaluate`; without outputs that have none. */
  readonly accuracies: Readonly<Record<string, string>>;
  /** The loss and metrics of the validation data with the weights that the model has now; undefined without such data. */
  validate(): Promise<Logs | undefined>;
  /** Whether it is to be silent. */
  readonly silent: boolean;
}

/** Takes note of trainings: `ExperimentLog`, or one of its runs. */
export interface FitLog {
  /** Called by `fit` at its end. */
  trained(fit: FinishedFit): Promise<void>;
}

/** A training that a log will be told about. */
export interface LoggedFit {
  model: LayersModel;
  compiled: Compiled;
  plan: FitPlan;
  data: TrainingData;
  args: FitArgs;
}

/**
 * Runs a training and tells the log about it, if there is one. A training of no epoch is none.
 * @param train the training itself
 */
export async function withLog(fit: LoggedFit, train: () => Promise<History>): Promise<History> {
  const { log } = fit.args;
  if (log === undefined) return train();
  // Before the first step: callbacks may change it.
  const learningRate = learningRateOf(fit.compiled);
  const startMs = performance.now();
  const history = await train();
  const seconds = (performance.now() - startMs) / 1000;
  if (history.epoch.length > 0) await log.trained({ ...finished(fit, history), learningRate, seconds });
  return history;
}

function finished(
  { model, compiled, plan, data, args }: LoggedFit,
  history: History,
): Omit<FinishedFit, 'learningRate' | 'seconds'> {
  const { validation } = plan;
  return {
    model,
    history,
    data,
    validationData: args.validationData,
    batchSize: plan.train.batchSize,
    testSplit: testSplitOf(plan, args),
    optimizer: (compiled.optimizer as { name?: string }).name ?? compiled.optimizer.getClassName(),
    interrupted: plan.signal?.aborted ?? false,
    accuracies: accuracyNames(compiled),
    silent: args.verbose === 0,
    async validate() {
      if (validation === undefined) return undefined;
      const { validationSteps: steps, compilation } = plan;
      return evaluateModel(model, compiled, validation, { purpose: 'fit, log', steps, compilation });
    },
  };
}

function learningRateOf({ optimizer }: Compiled): number | string | undefined {
  const { schedule } = optimizer instanceof Optimizer ? optimizer : {};
  if (schedule !== undefined) return schedule.className;
  const { learningRate } = optimizer as unknown as { learningRate?: unknown };
  return typeof learningRate === 'number' ? learningRate : undefined;
}

function testSplitOf({ train, validation }: FitPlan, { validationSplit }: FitArgs): number | undefined {
  if (validation === undefined) return undefined;
  if (validationSplit !== undefined && validationSplit > 0) return validationSplit;
  if (train.samples === undefined || validation.samples === undefined) return undefined;
  return validation.samples / (train.samples + validation.samples);
}

/** The logged name of each output's accuracy, whatever the metric is called. */
function accuracyNames(compiled: Compiled): Record<string, string> {
  const { outputs } = compiled;
  const names: Record<string, string> = {};
  for (const { name, metrics } of outputs) {
    const metric = metrics.find((one) => /accuracy/i.test(one.name));
    if (metric !== undefined) names[name] = outputs.length === 1 ? metric.name : `${name}_${metric.name}`;
  }
  return names;
}
