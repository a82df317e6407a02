/** How a model is trained, in the form that Keras files have. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { Json, JsonObject } from '../config/json.js';
import { snakeCase } from '../config/keyNames.js';
import { compiledStateOf } from './compiledState.js';
import { descriptionOf, kerasClassOf } from './described.js';

/** `compile_config` of a .keras file; undefined where the model is not compiled. */
export function compileToKeras(model: LayersModel): JsonObject | undefined {
  const compiled = compiledStateOf(model);
  if (compiled === undefined) return undefined;
  const args: Partial<Record<string, unknown>> = { ...compiled.args };
  const { loss, lossWeights, metrics, weightedMetrics } = args;
  return {
    optimizer: optimizerToKeras(compiled.optimizer),
    loss: structureToKeras(loss, 'keras.losses'),
    loss_weights: structureToKeras(lossWeights, 'keras.losses'),
    metrics: structureToKeras(metrics, 'keras.metrics'),
    weighted_metrics: structureToKeras(weightedMetrics, 'keras.metrics'),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

/** `training_config` of a whole-model .h5 file. */
export function trainingConfigOf(model: LayersModel): JsonObject | undefined {
  const compiled = compileToKeras(model);
  if (compiled === undefined) return undefined;
  const { optimizer, ...rest } = withoutModules(compiled) as JsonObject;
  return { ...rest, optimizer_config: optimizer ?? null };
}

function optimizerToKeras(optimizer: { getClassName(): string; getConfig(): unknown }): JsonObject {
  return keras3Object('keras.optimizers', optimizer.getClassName(), configToKeras(optimizer.getConfig()));
}

function keras3Object(module: string, className: string, config: JsonObject): JsonObject {
  return { module, class_name: className, config, registered_name: null };
}

function configToKeras(config: unknown): JsonObject {
  const plain = JSON.parse(JSON.stringify(config)) as JsonObject;
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]): [string, Json] => [snakeCase(name), scheduleToKeras(value)]),
  );
}

/** A learning rate that changes with the step is an object itself. */
function scheduleToKeras(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (typeof value.className !== 'string') return value;
  return keras3Object('keras.optimizers.schedules', value.className, configToKeras(value.config));
}

/** One loss or metric, or lists and records of them. */
function structureToKeras(value: unknown, module: string): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return snakeCase(value);
  if (Array.isArray(value)) return value.map((one: unknown) => structureToKeras(one, module));
  const described = descriptionOf(value);
  if (described === undefined) {
    return Object.fromEntries(
      Object.entries(value as object).map(([name, one]) => [name, structureToKeras(one, module)]),
    );
  }
  if (typeof described === 'string') return described;
  const { name, reduction, ...args } = described.args;
  const config = {
    ...configToKeras(args),
    ...(name === undefined ? {} : { name: String(name) }),
    ...(reduction === undefined ? {} : { reduction: snakeCase(String(reduction)) }),
  };
  return keras3Object(module, kerasClassOf(described.kind), config);
}

/** Older files know neither modules nor registered names. */
function withoutModules(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutModules);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'module' && key !== 'registered_name');
  return Object.fromEntries(kept.map(([key, one]): [string, Json] => [key, withoutModules(one)]));
}
