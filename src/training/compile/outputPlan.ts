/** What `compile` says about each output. Mirrors keras.src.trainers.compile_utils. */
import { ArgumentError } from '../../errors.js';
import * as losses from '../losses/index.js';
import * as metrics from '../metrics/index.js';
import type { CompileArgs, LossArgument, MetricArgument, MetricsArgument } from './compileArgs.js';
import { byName } from './named.js';

/** One output: what it is measured by. */
export interface OutputPlan {
  /** The name of the layer it comes from. */
  name: string;
  /** Undefined for an output that nothing is learned from. */
  loss: losses.Loss | undefined;
  /** What its loss counts in the sum. */
  lossWeight: number;
  metrics: metrics.Metric[];
  weightedMetrics: metrics.Metric[];
}

/**
 * @param names of the outputs
 * @throws {ArgumentError} for names that are none, and for lists of another length than there are outputs
 */
export function outputPlans(args: CompileArgs, names: readonly string[]): OutputPlan[] {
  const lossesByOutput = spread(args.loss ?? null, names, 'loss', (value) => !isListOrRecord(value)).map(
    (loss) => (loss === null || loss === undefined ? undefined : lossOf(loss as LossArgument)),
  );
  const weights = lossWeights(args.lossWeights, names);
  const watched = metricsByOutput(args.metrics, names, 'metrics');
  const weighted = metricsByOutput(args.weightedMetrics, names, 'weightedMetrics');
  return names.map((name, index) => {
    const loss = lossesByOutput[index];
    const made = (list: readonly MetricArgument[]) => list.map((metric) => metricOf(metric, loss));
    return {
      name,
      loss,
      lossWeight: weights[index]!,
      metrics: made(watched[index]!),
      weightedMetrics: made(weighted[index]!),
    };
  });
}

/** @throws {ArgumentError} for a name that is none */
function lossOf(argument: LossArgument): losses.Loss {
  return byName(argument, () => losses.lossFrom(argument));
}

function metricOf(argument: MetricArgument, loss: losses.Loss | undefined): metrics.Metric {
  // Without a loss `accuracy` compares values with a threshold, as for one output in Keras.
  const values = (): losses.Loss => losses.meanSquaredError();
  return byName(argument, () => metrics.metricFrom(argument, loss ?? values()));
}

function lossWeights(argument: CompileArgs['lossWeights'], names: readonly string[]): number[] {
  if (argument === undefined) return names.map(() => 1);
  const values = spread(argument, names, 'lossWeights', (value) => typeof value === 'number');
  return values.map((value) => {
    if (value === undefined) return 1;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new ArgumentError(`compile: lossWeights must be numbers; received ${JSON.stringify(value)}.`);
  });
}

function metricsByOutput(
  argument: MetricsArgument | undefined,
  names: readonly string[],
  what: string,
): (readonly MetricArgument[])[] {
  if (argument === undefined || argument === null) return names.map(() => []);
  if (!isListOrRecord(argument)) {
    throw new ArgumentError(`compile: ${what} must be a list, as in ${what}: ['accuracy'].`);
  }
  if (names.length === 1 && Array.isArray(argument)) return [argument.flat() as MetricArgument[]];
  const values = spread(argument, names, what, () => false);
  return values.map((value) => {
    if (value === undefined || value === null) return [];
    return (Array.isArray(value) ? value : [value]) as MetricArgument[];
  });
}

/** One value an output: from one for all, a list in order, or a record by name. */
function spread(
  argument: unknown,
  names: readonly string[],
  what: string,
  isOneForAll: (value: unknown) => boolean,
): unknown[] {
  if (isOneForAll(argument)) return names.map(() => argument);
  if (Array.isArray(argument)) {
    if (argument.length === names.length) return argument;
    throw new ArgumentError(
      `compile: ${what} has ${argument.length} ${argument.length === 1 ? 'entry' : 'entries'}, but the model has ${outputsText(names)}. Give one for each output, or a record by name.`,
    );
  }
  const record = argument as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(record).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`compile: ${what} names “${unknown}”, but the model has ${outputsText(names)}.`);
  }
  return names.map((name) => record[name]);
}

/** `one output, dense_3` or `2 outputs, shape and size`. */
export function outputsText(names: readonly string[]): string {
  const listed =
    names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.length === 1 ? 'one output' : `${names.length} outputs`}, ${listed}`;
}

function isListOrRecord(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return !('perSample' in value) && !('sums' in value);
}
