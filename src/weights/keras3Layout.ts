/** Where Keras 3 puts weights in `.weights.h5` and `.keras` files: `layers/conv2d_1/vars/0`, by the layer's class and its
 *  place among those of its class in the model, whatever its name; models inside models likewise. In a model of a class of
 *  its own, by the names of its properties. */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import type { AnyLayer as Layer } from '../layers/layer.js';
import { partsOf } from '../layers/layerParts.js';
import { fileName, snakeCase } from './config/keyNames.js';
import type { Hdf5Reader } from './hdf5/hdf5Reader.js';
import type { Hdf5Writer } from './hdf5/hdf5Writer.js';
import {
  assignPlacements,
  fittingPlacements,
  type Mismatches,
  numbersOf,
  type Placement,
  refuseMismatches,
  shortName,
  type Weight,
} from './placements.js';

/** A layer's place in a file; every layer once, also where it is shared. */
export interface LayerPlace {
  layer: string;
  /** As in `layers/conv2d_1`; '' for the model itself. */
  path: string;
  /** Its own weights in Keras's order: first those that are made trainable, then the others. */
  weights: Weight[];
}

/** All places of a model's layers, in the order that Keras goes through them. */
export function layerPlaces(model: LayersModel): LayerPlace[] {
  const seen = new Set<Layer>();
  const places: LayerPlace[] = [];
  visit(model, '');
  return places;

  function visit(layer: Layer, path: string): void {
    if (seen.has(layer)) return;
    seen.add(layer);
    const isModel = layer instanceof tf.LayersModel;
    const parts = partsOf(layer);
    places.push({ layer: layer.name, path, weights: isModel || parts.length > 0 ? [] : layer.weights });
    for (const part of parts) {
      const inside = `${path}/${part.name}`;
      if (part.layer !== undefined) visit(part.layer, inside);
      else places.push({ layer: layer.name, path: inside, weights: [...part.weights] });
    }
    if (!isModel) return;
    for (const [name, inner] of namedLayers(layer)) visit(inner, path === '' ? name : `${path}/${name}`);
    const counts = new Map<string, number>();
    for (const inner of savedLayers(layer)) {
      const kind = kindOf(inner);
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const name = count === 0 ? kind : `${kind}_${count}`;
      visit(inner, path === '' ? `layers/${name}` : `${path}/layers/${name}`);
    }
  }
}

/** The layers that a model of a class of its own keeps as properties: Keras files them under the properties' names. */
function namedLayers(model: LayersModel): [name: string, layer: Layer][] {
  if (model instanceof tf.Sequential || model.outputs.length > 0) return [];
  const own = new Set<unknown>(model.layers);
  return Object.entries(model).flatMap(([name, value]): [string, Layer][] =>
    own.has(value) ? [[snakeCase(name), value as Layer]] : [],
  );
}

/** A Sequential of Keras does not count its input layer. */
function savedLayers(model: LayersModel): Layer[] {
  if (!(model instanceof tf.Sequential)) return model.layers;
  return model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
}

function kindOf(layer: Layer): string {
  const className = layer.getClassName();
  // tfjs calls Model what Keras calls Functional.
  return className === 'Model' ? 'functional' : fileName(className);
}

/** Writes all weights of a model. */
export function writeKeras3Weights(writer: Hdf5Writer, model: LayersModel): void {
  for (const { layer, path, weights } of layerPlaces(model)) {
    const group = path === '' ? 'vars' : `${path}/vars`;
    writer.text(group, 'name', layer);
    for (const [index, weight] of weights.entries()) {
      const { shape, data } = numbersOf(weight);
      writer.numbers(`${group}/${index}`, shape, data);
    }
  }
}

/** Whether a file has this layout. */
export function isKeras3Layout(reader: Hdf5Reader): boolean {
  return reader.hasGroup('layers') || reader.hasGroup(keras213) || reader.hasGroup('vars');
}

/** What Keras 2.13 to 2.15 have instead of `layers` in a Functional model. */
const keras213 = '_layer_checkpoint_dependencies';

/**
 * Reads all weights of a model.
 * @returns what was left out, if that is allowed
 * @throws {DataError} if the file's layers or shapes are others than the model's
 */
export function readKeras3Weights(reader: Hdf5Reader, model: LayersModel, skipMismatch: boolean): Mismatches {
  const mismatches: Mismatches = [];
  const places = layerPlaces(model);
  const placements: Placement[] = [];
  for (const { layer, path, weights } of places) {
    const group = groupInFile(reader, path);
    const found = reader.names(group).filter((name) => /^\d+$/.test(name)).length;
    if (found !== weights.length) {
      const expected = weights.map(shortName).join(', ') || 'no weights';
      mismatches.push(
        `layer “${layer}” has ${expected} in the model and ${found} weights in the file (${group})`,
      );
    } else {
      for (const [index, weight] of weights.entries())
        placements.push({ layer, weight, path: `${group}/${index}` });
    }
  }
  mismatches.push(...layersTooMany(reader, places));
  const fitting = fittingPlacements(reader, placements, mismatches);
  refuseMismatches(reader.label, mismatches, skipMismatch);
  assignPlacements(reader, fitting);
  return mismatches;
}

function groupInFile(reader: Hdf5Reader, path: string): string {
  const group = path === '' ? 'vars' : `${path}/vars`;
  if (path === '' || reader.hasGroup(group)) return group;
  const older = group.replaceAll(/(?<=^|\/)layers(?=\/)/g, keras213);
  return reader.hasGroup(older) ? older : group;
}

/** Keras says nothing of layers that only the file has; it is another model's file then. */
function layersTooMany(reader: Hdf5Reader, places: readonly LayerPlace[]): Mismatches {
  const expected = new Set(places.map(({ path }) => path));
  const parents = new Set(['', ...expected].map((path) => (path === '' ? 'layers' : `${path}/layers`)));
  return [...parents].flatMap((parent) =>
    reader
      .names(parent)
      .map((name) => `${parent}/${name}`)
      .filter((path) => !expected.has(path) && reader.hasData(`${path}/vars/0`))
      .map((path) => `the file has a layer with weights that the model has not (${path})`),
  );
}
