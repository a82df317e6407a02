/** Runs one trial in this process. */
import { setSeed } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { HistoryLike } from '../../plots/curves.js';
import { architectureOf } from '../architecture.js';
import { Run } from '../run.js';
import type { Parameters } from './space.js';
import type { Trial, TrialOutcome, TrialSpec } from './trial.js';

/** What a sweep's function may return: a score, what `fit` returned, or nothing if `fit` was told `log: trial.run`. */
export type TrialReturn = number | HistoryLike | undefined;

/** A sweep's function. */
export type TrainFunction = (parameters: never, trial: Trial) => TrialReturn | Promise<TrialReturn>;

/** @throws whatever the function throws, and {ArgumentError} if there is nothing to judge the trial by */
export async function runTrial(train: TrainFunction, spec: TrialSpec): Promise<TrialOutcome> {
  const { parameters, index, epochs, seed } = spec;
  const run = new Run(factsOf(parameters, seed));
  setSeed(seed);
  const call = train as (parameters: Parameters, trial: Trial) => ReturnType<TrainFunction>;
  const returned = await call(parameters, { run, index, epochs, seed });
  const { fit } = run;
  const score = scoreOf(returned ?? fit?.history, spec);
  if (fit === undefined) run.note({ values: { score } });
  return {
    score,
    facts: run.facts,
    history: fit === undefined ? undefined : { epoch: fit.history.epoch, history: fit.history.history },
    layers: fit === undefined ? undefined : architectureOf(fit.model),
  };
}

/** Whether smaller scores are better. */
export function isLowerBetter({ monitor, mode }: Pick<TrialSpec, 'monitor' | 'mode'>): boolean {
  if (mode !== undefined) return mode === 'min';
  return monitor !== undefined && /loss|error/i.test(monitor);
}

/** Columns of their own; the others are put under hyper-parameters. */
function factsOf(parameters: Parameters, seed: number): ConstructorParameters<typeof Run>[0] {
  const { batchSize, learningRate, ...others } = parameters;
  return {
    seed,
    values: others,
    ...(typeof batchSize === 'number' ? { batchSize } : {}),
    ...(typeof learningRate === 'number' ? { learningRate } : {}),
  };
}

function scoreOf(returned: number | HistoryLike | undefined, { monitor }: TrialSpec): number {
  if (typeof returned === 'number') return returned;
  if (returned === undefined) {
    throw new ArgumentError(
      'sweep: the function returned nothing to judge the trial by. Return what model.fit returns, or a number.',
    );
  }
  const { history } = returned;
  const name = monitor ?? ['val_accuracy', 'accuracy'].find((one) => history[one] !== undefined);
  const value = name === undefined ? undefined : history[name]?.at(-1);
  if (value !== undefined) return value;
  throw new ArgumentError(
    `sweep: the history has no ${name ?? 'val_accuracy'}; it has ${Object.keys(history).join(', ')}. Say which one counts with monitor.`,
  );
}
