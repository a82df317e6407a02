/** Losses and metrics are functions with a name; those of cuaderno say how they were made. */
import { ArgumentError } from '../../errors.js';
import { camelCase } from '../config/keyNames.js';

export interface Description {
  /** Keras's name of the kind, as in `huber_loss`. */
  kind: string;
  /** What it was made with. */
  args: Readonly<Record<string, unknown>>;
}

/**
 * How a loss or metric was made, or its name where it does not say; undefined for what is neither.
 * @throws {ArgumentError} for one of the user's own, which no file can hold
 */
export function descriptionOf(value: unknown): Description | string | undefined {
  if (!isLossOrMetric(value)) return undefined;
  if (value.madeWith !== undefined) return value.madeWith;
  if (typeof value.fromLogits === 'boolean')
    return { kind: value.name, args: { fromLogits: value.fromLogits } };
  return value.name;
}

interface LossOrMetric {
  name: string;
  madeWith?: Description;
  fromLogits?: unknown;
}

function isLossOrMetric(value: unknown): value is LossOrMetric {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && typeof value.name === 'string' && ('perSample' in value || 'sums' in value);
}

/** Names from which the class cannot be seen. */
const classes: Record<string, string> = {
  huber_loss: 'Huber',
  kl_divergence: 'KLDivergence',
  auc: 'AUC',
  mean_io_u: 'MeanIoU',
  mean_iou: 'MeanIoU',
  binary_iou: 'BinaryIoU',
  f1_score: 'F1Score',
  fbeta_score: 'FBetaScore',
  top_k_categorical_accuracy: 'TopKCategoricalAccuracy',
};

const names = new Map(Object.entries(classes).map(([name, className]) => [className, name]));

/** `huber_loss` → `Huber`. */
export function kerasClassOf(kind: string): string {
  const camel = camelCase(kind);
  return classes[kind] ?? camel.charAt(0).toUpperCase() + camel.slice(1);
}

/**
 * What makes an object of a Keras class: the factory in `room` whose name is the class's, whatever the case.
 * @param room losses, metrics, optimizers or schedules, by their exported names
 * @throws {ArgumentError} where there is none
 */
export function factoryNamed(
  className: string,
  room: Readonly<Record<string, unknown>>,
  label: string,
): (args: Readonly<Record<string, unknown>>) => unknown {
  const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
  const wanted = new Set([plain(className), plain(names.get(className) ?? className)]);
  const found = Object.entries(room).find(
    ([name, value]) => typeof value === 'function' && wanted.has(plain(name)),
  );
  // The rooms export functions of one optional object, each with its own type.
  if (found !== undefined) return found[1] as (args: Readonly<Record<string, unknown>>) => unknown;
  throw new ArgumentError(
    `${label}: the model was compiled with ${className}, which cuaderno does not have. Load it with { compile: false } and call model.compile yourself.`,
  );
}
