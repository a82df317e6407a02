/** One call of a layer in a file's graph. */
import { ArgumentError, DataError } from '../../errors.js';
import { isJsonObject, type Json, type JsonObject, shown } from './json.js';
import { valueFromKeras } from './plainValue.js';

/** Output `output` of call `call` of a layer. */
export interface Reference {
  layer: string;
  call: number;
  output: number;
}

export interface CallEntry {
  references: Reference[];
  /** `training` alone: the only argument of a call that layers here take. */
  kwargs: JsonObject;
  isKeras3: boolean;
}

/** @throws {DataError} for a call that is neither Keras 2's nor Keras 3's */
export function callFromKeras(call: Json, layer: string, label: string): CallEntry {
  if (isJsonObject(call)) return keras3Call(call, layer, label);
  const references = referencesIn(call, label);
  const last = Array.isArray(call) ? call[0] : undefined;
  const kwargs = Array.isArray(last) && isJsonObject(last[3]) ? last[3] : {};
  return { references, kwargs: knownArguments(kwargs, layer, label), isKeras3: false };
}

function keras3Call(call: JsonObject, layer: string, label: string): CallEntry {
  const references: Reference[] = [];
  const collect = (value: Json): void => {
    const plain = isJsonObject(value) && value.class_name === '__tuple__' ? (value.items ?? []) : value;
    if (Array.isArray(plain)) {
      for (const one of plain) collect(one);
    } else if (isJsonObject(plain) && plain.class_name === '__keras_tensor__' && isJsonObject(plain.config)) {
      references.push(...referencesIn(plain.config.keras_history ?? null, label));
    } else if (plain !== null) {
      throw new ArgumentError(
        `${label}: layer “${layer}” is called with ${shown(plain)}, which cuaderno does not support. Give it tensors of the model only.`,
      );
    }
  };
  collect(call.args ?? []);
  const { initial_state: states, ...kwargs } = isJsonObject(call.kwargs) ? call.kwargs : {};
  // A recurrent layer takes its state after the sequence.
  collect(states ?? []);
  return { references, kwargs: knownArguments(kwargs, layer, label), isKeras3: true };
}

function knownArguments(kwargs: JsonObject, layer: string, label: string): JsonObject {
  const known: JsonObject = {};
  for (const [name, value] of Object.entries(kwargs)) {
    const plain = valueFromKeras(name, value);
    if (plain === null || name === 'mask') continue;
    if (name !== 'training' || typeof plain !== 'boolean') {
      throw new ArgumentError(
        `${label}: layer “${layer}” is called with ${name} = ${shown(plain)}, which cuaderno does not support.`,
      );
    }
    known.training = plain;
  }
  return known;
}

/** All `["layer", call, output]` in a value, however deep in lists. @throws {DataError} for anything else */
export function referencesIn(value: Json, label: string): Reference[] {
  if (!Array.isArray(value)) {
    if (isJsonObject(value)) return Object.values(value).flatMap((one) => referencesIn(one, label));
    throw new DataError(
      `${label}: a place in the graph was expected, ["layer", 0, 0]; found ${shown(value)}.`,
    );
  }
  const [layer, call, output] = value;
  if (typeof layer !== 'string') return value.flatMap((one) => referencesIn(one, label));
  if (typeof call !== 'number' || typeof output !== 'number') {
    throw new DataError(
      `${label}: a place in the graph was expected, ["layer", 0, 0]; found ${shown(value)}.`,
    );
  }
  return [{ layer, call, output }];
}
