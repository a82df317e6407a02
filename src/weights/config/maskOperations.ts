/** Keras 3 writes how a mask is computed into the graph, as operations such as `not_equal`. Here masks come from the
 *  layers themselves, so that those operations are left out. */
import { layerClassNamed } from './customObjects.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';

/**
 * The names of operations that lead to nothing but masks.
 * @param items the layers of a Functional model
 * @param ends what names the model's outputs
 */
export function maskOperations(items: readonly JsonObject[], ends: Json): ReadonlySet<string> {
  const found = new Set(items.filter(isOperation).map(nameOf));
  let needed: Set<string>;
  do {
    needed = new Set(namesIn(ends));
    for (const item of items) {
      if (!found.has(nameOf(item))) for (const name of namesIn(item.inbound_nodes ?? [])) needed.add(name);
    }
  } while ([...found].filter((name) => needed.has(name) && found.delete(name)).length > 0);
  return found;
}

function isOperation({ module, class_name: className }: JsonObject): boolean {
  if (typeof module === 'string') return module.startsWith('keras.src.ops');
  // In .h5 files nothing says so, but that it is no layer.
  return layerClassNamed(String(className), {}) === undefined;
}

function nameOf({ name, config }: JsonObject): string {
  return String(name ?? (isJsonObject(config) ? config.name : undefined));
}

/** All layers that a value names, but for masks. */
function namesIn(value: Json): string[] {
  if (Array.isArray(value)) {
    const [layer, call] = value;
    return typeof layer === 'string' && typeof call === 'number' ? [layer] : value.flatMap(namesIn);
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'mask' ? [] : namesIn(inner)));
}
