/** What `compile` fixes: how a model is trained and what is watched. */
import type { LayersModel, Optimizer } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { type Loss, lossFrom } from './losses/index.js';
import { type Metric, metricFrom } from './metrics/index.js';
import { optimizerFrom } from './optimizers/index.js';

export interface CompileArgs {
  /** A name or an optimizer. Default `adam`. */
  optimizer?: string | Optimizer;
  /** A name or a loss. */
  loss: string | Loss;
  /** Names or metrics; `accuracy` becomes the one that fits the loss. Default none. */
  metrics?: readonly (string | Metric)[];
}

export interface Compiled {
  /** What it was compiled with. */
  args: CompileArgs;
  optimizer: Optimizer;
  loss: Loss;
  metrics: Metric[];
}

const compiledModels = new WeakMap<object, Compiled>();

/** @throws {ArgumentError} for names that are none, and for a model with several outputs */
export function compileModel(model: LayersModel, args: CompileArgs): void {
  if (model.outputs !== undefined && model.outputs.length > 1) {
    throw new ArgumentError(
      `compile: a model with one output is expected; this one has ${model.outputs.length}.`,
    );
  }
  const loss = lossFrom(args.loss);
  const metrics = (args.metrics ?? []).map((metric) => metricFrom(metric, loss));
  compiledModels.set(model, { args, optimizer: optimizerFrom(args.optimizer ?? 'adam'), loss, metrics });
}

/** @throws {ArgumentError} if the model was not compiled */
export function compiledOf(model: LayersModel, purpose: string): Compiled {
  const compiled = compiledModels.get(model);
  if (compiled !== undefined) return compiled;
  throw new ArgumentError(
    `${purpose}: the model is not compiled. Call model.compile({ optimizer, loss, metrics }) before it.`,
  );
}

/** What the model was compiled with, if it was. */
export function compiledIfAny(model: object): Compiled | undefined {
  return compiledModels.get(model);
}
