/** Weights in Keras's first HDF5 form, which `.h5` files have: a group a layer under the layer's name, the names listed
 *  in attributes. Files of Keras 2.2.4 (fixed-length strings), tf.keras and Keras 3. */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { DataError } from '../errors.js';
import type { AnyLayer as Layer } from '../layers/layer.js';
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

/** The version of Keras whose form the files have. */
export const kerasVersion = '3.15.1';

export interface LegacyReadOptions {
  /** Whether layers are found by name; otherwise by their order among those with weights. */
  byName: boolean;
  /** Whether what does not fit is left out rather than refused. */
  skipMismatch: boolean;
}

/** @param root the group: '' in weights-only files, 'model_weights' in whole models */
export function isLegacyLayout(reader: Hdf5Reader, root: string): boolean {
  return reader.texts(root, 'layer_names') !== undefined;
}

/** Writes all weights of a model under `root`. */
export function writeLegacyWeights(writer: Hdf5Writer, root: string, model: LayersModel): void {
  const under = (name: string): string => (root === '' ? name : `${root}/${name}`);
  writer.texts(
    root,
    'layer_names',
    model.layers.map((layer) => layer.name),
  );
  writer.text(root, 'backend', 'tensorflow');
  writer.text(root, 'keras_version', kerasVersion);
  // Keras sorts by name, so that `a/b` cannot come before a layer `a`.
  for (const layer of [...model.layers].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const weights = legacyWeights(layer);
    const names = uniqueNames(weights.map(({ originalName }) => originalName));
    writer.texts(under(layer.name), 'weight_names', names);
    for (const [index, weight] of weights.entries()) {
      const { shape, data } = numbersOf(weight);
      writer.numbers(under(`${layer.name}/${names[index]}`), shape, data);
    }
  }
  writer.texts(under('top_level_model_weights'), 'weight_names', []);
}

/**
 * Reads a model's weights from under `root`.
 * @returns what was left out, if that is allowed
 * @throws {DataError} if the file's layers or shapes are others than the model's
 */
export function readLegacyWeights(
  reader: Hdf5Reader,
  root: string,
  model: LayersModel,
  { byName, skipMismatch }: LegacyReadOptions,
): Mismatches {
  const mismatches: Mismatches = [];
  const placements: Placement[] = [];
  for (const { layer, group, names } of pairs(reader, root, model, byName)) {
    const weights = legacyWeights(layer);
    if (weights.length === names.length) {
      for (const [index, weight] of weights.entries())
        placements.push({ layer: layer.name, weight, path: `${group}/${names[index]}` });
    } else {
      mismatches.push(
        `layer “${layer.name}” has ${weights.map(shortName).join(', ') || 'no weights'} in the model and ${names.join(', ') || 'none'} in the file (${group})`,
      );
    }
  }
  const fitting = fittingPlacements(reader, placements, mismatches);
  refuseMismatches(reader.label, mismatches, skipMismatch);
  assignPlacements(reader, fitting);
  return mismatches;
}

interface Pair {
  layer: Layer;
  group: string;
  names: string[];
}

function pairs(reader: Hdf5Reader, root: string, model: LayersModel, byName: boolean): Pair[] {
  const listed = reader.texts(root, 'layer_names') ?? [];
  const groups = listed.map((name) => {
    const group = root === '' ? name : `${root}/${name}`;
    return { name, group, names: reader.texts(group, 'weight_names') ?? [] };
  });
  const saved = groups.filter(({ names }) => names.length > 0);
  if (byName) {
    return saved.flatMap(({ name, group, names }) =>
      model.layers.filter((layer) => layer.name === name).map((layer) => ({ layer, group, names })),
    );
  }
  const layers = model.layers.filter((layer) => legacyWeights(layer).length > 0);
  if (layers.length === saved.length)
    return saved.map(({ group, names }, index) => ({ layer: layers[index]!, group, names }));
  const differs = saved.findIndex(({ name }, index) => layers[index]?.name !== name);
  throw new DataError(
    `${reader.label} does not fit the model: it has ${saved.length} layers with weights, the model ${layers.length}. ` +
      (differs === -1
        ? ''
        : `They part at number ${differs + 1}: “${saved[differs]!.name}” in the file, “${layers[differs]?.name ?? 'nothing'}” in the model. `) +
      'Load it into the model that it was saved from, or take the layers of the same names with { byName: true }.',
  );
}

/** A layer's weights in the order of these files: of a model inside the model, first all that training changes. */
function legacyWeights(layer: Layer): Weight[] {
  const all = flatWeights(layer, true, new Set());
  return [...all.filter(({ trains }) => trains), ...all.filter(({ trains }) => !trains)].map(
    ({ weight }) => weight,
  );
}

function flatWeights(
  layer: Layer,
  isTrainable: boolean,
  seen: Set<Layer>,
): { weight: Weight; trains: boolean }[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  const trains = isTrainable && layer.trainable;
  if (layer instanceof tf.LayersModel)
    return layer.layers.flatMap((inner) => flatWeights(inner, trains, seen));
  return layer.weights.map((weight) => ({ weight, trains: trains && weight.trainable }));
}

/** Two models inside a model may have layers of one name: the second `conv/kernel` becomes `conv/kernel_1`. */
function uniqueNames(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
