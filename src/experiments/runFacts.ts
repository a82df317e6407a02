/** What a run's row is made of. */
import type { PredictionData, TrainingData } from '../training/batches/trainingData.js';
import { average, type ColumnKey } from './columns.js';
import type { LogRow } from './logSheet.js';

/** What is said about a run. All of it is optional: `fit` fills in what it knows, and what is said by hand counts more. */
export interface RunFacts {
  /** The notebook or program. Default: the one that runs. */
  file?: string;
  /** Samples a step. */
  batchSize?: number;
  /** The data set's name. */
  dataset?: string;
  /** The share of the data that is tested on, in 0 … 1. */
  testSplit?: number;
  /** Epochs that were trained. */
  epochs?: number;
  /** A number, or a schedule's name. */
  learningRate?: number | string;
  /** Height × width × channels. */
  imageSize?: string;
  /** Default: what distinguishes the model's layers from the last run's. */
  architectureChanges?: string;
  /** Accuracy of each output on the source data, in 0 … 1: `{ material: 0.91, type: 0.84 }`. */
  source?: Readonly<Record<string, number>>;
  /** The same on the target data. */
  target?: Readonly<Record<string, number>>;
  /** What the model is measured on at the end of `fit` for the target's accuracy. */
  targetData?: TrainingData;
  /** The same for the source's. Default: the validation data of `fit`. */
  sourceData?: TrainingData;
  /** Other hyper-parameters; each gets a column. */
  values?: Readonly<Record<string, string | number | boolean>>;
  /** The loss on the source data. */
  loss?: number;
  optimizer?: string;
  /** How many weights the model has. */
  parameters?: number;
  seed?: number;
  seconds?: number;
  engine?: string;
  /** Of the version control. */
  commit?: string;
  notes?: string;
}

const plainFacts = [
  'file',
  'batchSize',
  'dataset',
  'testSplit',
  'epochs',
  'learningRate',
  'imageSize',
  'architectureChanges',
  'loss',
  'optimizer',
  'parameters',
  'seed',
  'seconds',
  'engine',
  'commit',
  'notes',
] as const satisfies readonly (keyof RunFacts)[];

/** The row without the run's name, which the log gives. */
export function rowOf(facts: RunFacts): LogRow {
  const row: LogRow = {};
  for (const key of plainFacts) if (facts[key] !== undefined && facts[key] !== null) row[key] = facts[key];
  for (const group of ['source', 'target'] as const) {
    const accuracies = Object.entries(facts[group] ?? {}).filter(([output]) => output !== average);
    for (const [output, value] of accuracies) row[`${group}:${output}`] = value;
    if (accuracies.length === 0) continue;
    row[`${group}:${average}`] = accuracies.reduce((sum, [, value]) => sum + value, 0) / accuracies.length;
  }
  for (const [name, value] of Object.entries(facts.values ?? {}))
    row[`value:${name}` satisfies ColumnKey] = value;
  return row;
}

/** Later facts count more; accuracies and values are put together. */
export function mergedFacts(before: RunFacts, after: RunFacts): RunFacts {
  const given = Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined));
  const merged: RunFacts = { ...before, ...given };
  for (const key of ['source', 'target'] as const) {
    if (before[key] !== undefined || after[key] !== undefined)
      merged[key] = { ...before[key], ...after[key] };
  }
  if (before.values !== undefined || after.values !== undefined)
    merged.values = { ...before.values, ...after.values };
  return merged;
}

/** The name that a data set has, or the folder that it was read from. */
export function dataName(data: TrainingData | PredictionData | undefined): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { name, directory } = data as { name?: unknown; directory?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  return typeof directory === 'string' ? directory : undefined;
}
