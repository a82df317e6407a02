/** Compiles a model as its file says. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { CompileArgs } from '../../training/compile/compileArgs.js';
import { compileModel } from '../../training/compile/compiled.js';
import * as losses from '../../training/losses/index.js';
import * as metrics from '../../training/metrics/index.js';
import * as optimizers from '../../training/optimizers/index.js';
import * as schedules from '../../training/schedules/index.js';
import { isJsonObject, type Json, type JsonObject } from '../config/json.js';
import { camelCase } from '../config/keyNames.js';
import { valueFromKeras } from '../config/plainValue.js';
import { factoryNamed } from './described.js';

type Room = Readonly<Record<string, unknown>>;

/**
 * @param config `compile_config` of a .keras file, or `training_config` of an .h5 file; nothing happens for null
 * @throws {ArgumentError} for an optimizer, a loss or a metric that cuaderno does not have
 */
export function compileFromKeras(model: LayersModel, config: Json, label: string): void {
  if (!isJsonObject(config)) return;
  const optimizer = config.optimizer ?? config.optimizer_config ?? null;
  if (optimizer === null) return;
  const args: Record<string, unknown> = {
    optimizer: structure(optimizer, optimizers, label),
    loss: structure(config.loss ?? null, losses, label),
    lossWeights: structure(config.loss_weights ?? null, losses, label),
    metrics: structure(unwrapped(config.metrics ?? null), metrics, label),
    weightedMetrics: structure(unwrapped(config.weighted_metrics ?? null), metrics, label),
  };
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  try {
    // Every part was made by its own factory, which has looked at it; compile looks at how they go together.
    compileModel(model, given as unknown as CompileArgs);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(
      `${label}: the model cannot be compiled as its file says (${error.message}) Load it with { compile: false } and call model.compile yourself.`,
      { cause: error },
    );
  }
}

/** Older files have the metrics of one output in a list of their own. */
function unwrapped(value: Json): Json {
  return Array.isArray(value) && value.length === 1 && Array.isArray(value[0]) ? value[0] : value;
}

/** One object, or lists and records of them; names stay names. */
function structure(value: Json, room: Room, label: string): unknown {
  const plain = valueFromKeras('', value);
  if (typeof plain === 'string') return camelCase(plain);
  if (Array.isArray(plain)) return plain.map((one) => structure(one, room, label));
  if (!isJsonObject(plain)) return plain;
  if (typeof plain.class_name === 'string') return made(plain.class_name, plain.config ?? null, room, label);
  return Object.fromEntries(Object.entries(plain).map(([name, one]) => [name, structure(one, room, label)]));
}

function made(className: string, config: Json, room: Room, label: string): unknown {
  const known = isJsonObject(config) ? config : {};
  // Keras 2 wraps metrics that are functions, and names the function.
  if (className === 'MeanMetricWrapper' || className === 'LossFunctionWrapper') {
    return camelCase(String(known.fn ?? known.name));
  }
  const plainName = className.replace(/^(Custom|Addons|Keras)>/, '');
  return factoryNamed(plainName, room, label)(argumentsFrom(known, label));
}

/** Arguments of Keras that say nothing here. */
const ignored = new Set(['loss_scale_factor', 'is_legacy_optimizer', 'jit_compile', 'dtype', 'fn', 'decay']);

function argumentsFrom(config: JsonObject, label: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (value === null || ignored.has(key)) continue;
    // Keras 2's `auto` is what is left to the default here.
    if (key === 'reduction' && value === 'auto') continue;
    args[camelCase(key)] = argumentFrom(key, value, label);
  }
  return args;
}

function argumentFrom(key: string, value: Json, label: string): unknown {
  const plain = valueFromKeras(key, value);
  if (key === 'reduction' && typeof plain === 'string') return camelCase(plain);
  if (key !== 'learning_rate' || !isJsonObject(plain)) return plain;
  return made(String(plain.class_name), plain.config ?? null, schedules, label);
}
