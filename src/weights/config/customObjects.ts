/** Classes that a file names and cuaderno does not know. */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';

/** A class of layers with a static `className` and a `getConfig` that its constructor takes. */
export type LayerClass = serialization.SerializableConstructor<Layer>;

/** Class name in the file → class. */
export type CustomObjects = Readonly<Record<string, LayerClass>>;

/** The class of that name: the caller's own first, then those of cuaderno and tfjs. */
export function layerClassNamed(
  className: string,
  customObjects: CustomObjects,
): { kind: LayerClass; isCustom: boolean } | undefined {
  const custom = Object.hasOwn(customObjects, className) ? customObjects[className] : undefined;
  if (custom !== undefined) return { kind: custom, isCustom: true };
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const known = Object.hasOwn(classNameMap, className) ? classNameMap[className] : undefined;
  if (known === undefined || !(known[0].prototype instanceof tf.layers.Layer)) return undefined;
  // tfjs keeps all classes in one map, typed as their base class; the line above has looked.
  return { kind: known[0] as unknown as LayerClass, isCustom: false };
}
