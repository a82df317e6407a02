/** One line for tensors, models and layers in `console.log` and inside of other values, where Node would print all
 *  of their insides. */
import { inspect } from 'node:util';
import { isTensor } from './tensor.js';
import { tensorLine } from './tensorText.js';

interface Named {
  readonly name: string;
  readonly layers?: readonly unknown[];
}

/** To be called with every module of the engine or the library that a cell loads. */
export function inspectBriefly(namespace: Record<string, unknown>): void {
  const tf = (namespace.tf ?? namespace) as Record<string, unknown>;
  teach(tf.Tensor, (value) => (isTensor(value) ? tensorLine(value) : undefined));
  teach(tf.LayersModel, (value) => {
    const { name, layers } = value as Named;
    return layers ? `${value.constructor.name} "${name}" (${layers.length} layers)` : undefined;
  });
  const { Layer } = (tf.layers ?? {}) as { Layer?: unknown };
  teach(Layer, (value) => `${value.constructor.name} "${(value as Named).name}"`);
}

function teach(type: unknown, describe: (value: object) => string | undefined): void {
  if (typeof type !== 'function') return;
  const prototype = type.prototype as object;
  if (Object.hasOwn(prototype, inspect.custom)) return;
  Object.defineProperty(prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: object) {
      return describe(this) ?? this;
    },
  });
}
