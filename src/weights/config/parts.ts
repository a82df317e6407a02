/** The objects inside a layer's config: initializers, regularizers and constraints, between Keras's form and tfjs's. */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { isJsonObject, type Json, type JsonObject, shown } from './json.js';
import { camelCase, snakeCase } from './keyNames.js';

type Part = 'initializers' | 'regularizers' | 'constraints';

/** What kind of object an argument holds, by its name; undefined for plain values. */
export function partOf(key: string): Part | undefined {
  if (/initializer$/i.test(key)) return 'initializers';
  if (/regularizer$/i.test(key)) return 'regularizers';
  if (/constraint$/i.test(key)) return 'constraints';
  return undefined;
}

/** Keras's class → tfjs's, where the names differ. */
const tfjsClasses: Record<string, string> = {
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
  OrthogonalInitializer: 'Orthogonal',
  IdentityInitializer: 'Identity',
  L1: 'L1L2',
  L2: 'L1L2',
};
const kerasClasses = new Map([
  ['LeCunNormal', 'LecunNormal'],
  ['LeCunUniform', 'LecunUniform'],
]);

/** Arguments whose values are names of Keras's own, in snake_case there. */
const nameArguments = new Set(['mode', 'distribution']);

/** What is left out of a file: tfjs does not know it, and Keras has the same default. */
const dropped = new Set(['input_axes', 'output_axes']);

/**
 * An initializer, regularizer or constraint from its form in a file.
 * @throws {ArgumentError} for a kind that is none
 */
export function partFromKeras(layer: string, key: string, value: Json): unknown {
  if (typeof value === 'string') return make(layer, key, pascalCase(value), {});
  if (!isJsonObject(value) || typeof value.class_name !== 'string') {
    throw new ArgumentError(`${layer}: ${key} is not understood: ${shown(value)}.`);
  }
  const config = isJsonObject(value.config) ? value.config : {};
  const entries = Object.entries(config).filter(([name, one]) => one !== null && !dropped.has(name));
  const args = entries.map(([name, one]): [string, Json] => {
    // A seed may be a whole generator in Keras 3; which numbers it drew first no longer matters.
    if (name === 'seed' && typeof one !== 'number') return ['seed', null];
    return [camelCase(name), nameArguments.has(name) && typeof one === 'string' ? tfjsName(one) : one];
  });
  return make(layer, key, value.class_name, Object.fromEntries(args));
}

function make(layer: string, key: string, kerasClass: string, args: JsonObject): unknown {
  const className = tfjsClasses[kerasClass] ?? kerasClass;
  const known = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (known === undefined) {
    throw new ArgumentError(
      `${layer}: ${key} is a ${kerasClass}, which cuaderno does not have. Save the model with another one, or give the layer by customObjects.`,
    );
  }
  const [kind, fromConfig] = known;
  // Keras's L1 says nothing of l2, where tfjs's L1L2 has a default of its own.
  const full = className === 'L1L2' ? { l1: 0, l2: 0, ...args } : args;
  try {
    return fromConfig(kind, full as serialization.ConfigDict);
  } catch (error) {
    throw new ArgumentError(`${layer}: ${key} cannot be made: ${(error as Error).message}`, { cause: error });
  }
}

/** tfjs takes `truncatedNormal`, and draws from a uniform distribution then; its `normal` is the truncated one. */
function tfjsName(name: string): string {
  return name === 'truncated_normal' ? 'normal' : camelCase(name);
}

function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** An initializer, regularizer or constraint of a layer's config in Keras's form. */
export function partToKeras(part: Part, value: Json, isKeras3: boolean): Json {
  if (!isJsonObject(value)) return value;
  const className = String(value.className ?? value.class_name);
  const config = isJsonObject(value.config) ? value.config : {};
  const args = Object.entries(config)
    .filter(([name, one]) => isKeras3 || one !== null || !newInKeras3.has(name))
    .map(([name, one]): [string, Json] => [
      snakeCase(name),
      nameArguments.has(name) && typeof one === 'string' ? distributionName(snakeCase(one)) : one,
    ]);
  const plain = { class_name: kerasClasses.get(className) ?? className, config: Object.fromEntries(args) };
  return !isKeras3 ? plain : { module: `keras.${part}`, ...plain, registered_name: null };
}

/** Arguments that Keras 2 refuses even where they say nothing. */
const newInKeras3 = new Set(['inputAxes', 'outputAxes', 'input_axes', 'output_axes']);

/** tfjs calls the truncated normal distribution of variance scaling `normal`, as Keras once did. */
function distributionName(name: string): string {
  return name === 'normal' ? 'truncated_normal' : name;
}
