/** Values of layers' arguments between Keras's form and ours. */
import { isJsonObject, type Json } from './json.js';
import { camelCase, snakeCase } from './keyNames.js';

/** Arguments whose values are names of Keras's own: `hard_sigmoid`, `channels_last`. */
const nameArguments = new Set(['activation', 'recurrent_activation', 'data_format', 'merge_mode', 'mode']);

/** Keras 3 marks what JSON has no form for: tuples, arrays, types, functions. */
export function valueFromKeras(key: string, value: Json): Json {
  if (typeof value === 'string') return nameArguments.has(key) ? camelCase(value) : value;
  if (Array.isArray(value)) return value.map((one) => valueFromKeras('', one));
  if (!isJsonObject(value)) return value;
  const config = value.config ?? null;
  switch (value.class_name) {
    case '__tuple__':
      return valueFromKeras(key, value.items ?? []);
    case '__tensor__':
    case '__numpy__':
      return isJsonObject(config) ? (config.value ?? null) : config;
    case 'DTypePolicy':
    case 'Policy':
      return isJsonObject(config) ? (config.name ?? null) : config;
    case 'function':
      return typeof config === 'string' ? valueFromKeras(key, config) : value;
    default:
      return value;
  }
}

/** @param key the argument's name in Keras */
export function valueToKeras(key: string, value: Json): Json {
  if (key === 'merge_mode' && value === 'none') return null;
  return typeof value === 'string' && nameArguments.has(key) ? snakeCase(value) : value;
}
