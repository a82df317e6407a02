/** Reads models in tfjs's layers format: of cuaderno, of tfjs's own `save`, of its converter. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { io, LayersModel, NamedTensorMap } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { DataError } from '../../errors.js';
import { isJsonObject, type JsonObject, listAt, objectAt, parseJsonObject } from '../config/json.js';
import type { LoadContext } from '../config/layerFromKeras.js';
import { type ModelFactory, modelFromKeras } from '../config/modelFromKeras.js';
import { layerPlaces } from '../keras3Layout.js';
import { type Mismatches, refuseMismatches } from '../placements.js';

/**
 * @param file the path of model.json
 * @throws {DataError} if the file or its weights are missing, damaged, or lie outside its folder
 */
export async function readTfjsModel<Model extends LayersModel>(
  file: string,
  factory: ModelFactory<Model>,
  context: LoadContext,
): Promise<Model> {
  const json = parseJsonObject(await textOf(file), file);
  const topology = objectAt(json, 'modelTopology', file);
  const entry = isJsonObject(topology.model_config) ? topology.model_config : topology;
  const model = modelFromKeras(entry, factory, { ...context, label: file });
  const weights: NamedTensorMap = {};
  try {
    for (const group of listAt(json, 'weightsManifest', file)) {
      if (!isJsonObject(group)) throw new DataError(`${file}: its weightsManifest is damaged.`);
      Object.assign(weights, await readGroup(file, group));
    }
    assign(file, model, weights);
  } finally {
    tf.dispose(weights);
  }
  return model;
}

async function readGroup(file: string, group: JsonObject): Promise<NamedTensorMap> {
  const specs = listAt(group, 'weights', file) as unknown as io.WeightsManifestEntry[];
  const folder = path.dirname(path.resolve(file));
  const parts: Buffer[] = [];
  let left = bytesOf(file, specs);
  for (const name of listAt(group, 'paths', file)) {
    const shard = path.resolve(folder, String(name));
    if (path.relative(folder, shard).startsWith('..') || path.isAbsolute(String(name))) {
      throw new DataError(`${file} is refused: its weights “${String(name)}” lie outside its folder.`);
    }
    const { size } = await stat(shard).catch(() => missing(shard));
    left -= size;
    if (left < 0)
      throw new DataError(`${shard} is larger than ${path.basename(file)} says. Copy both again.`);
    parts.push(await readFile(shard));
  }
  if (left > 0)
    throw new DataError(`${file}: its weights end ${left} bytes early. Copy the .bin files again.`);
  const bytes = Buffer.concat(parts);
  return tf.io.decodeWeights(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), specs);
}

/** How many bytes the weights have. @throws {DataError} for types that are none */
function bytesOf(file: string, specs: readonly io.WeightsManifestEntry[]): number {
  let total = 0;
  for (const { name, shape, dtype, quantization } of specs) {
    const size = sizes[quantization?.dtype ?? dtype];
    if (
      size === undefined ||
      !Array.isArray(shape) ||
      !shape.every((one) => Number.isInteger(one) && one >= 0)
    ) {
      throw new DataError(`${file}: the weight “${name}” has no type or shape that weights have.`);
    }
    total += shape.reduce((product, one) => product * one, size);
  }
  return total;
}

const sizes: Record<string, number> = { float32: 4, int32: 4, uint8: 1, bool: 1, uint16: 2, float16: 2 };

function assign(file: string, model: LayersModel, found: NamedTensorMap): void {
  const mismatches: Mismatches = [];
  const known = layerPlaces(model).flatMap(({ layer, weights }) =>
    weights.map((weight) => ({ layer, weight, value: found[weight.originalName] })),
  );
  for (const { layer, weight, value } of known) {
    if (value === undefined) mismatches.push(`layer “${layer}”: the file has no ${weight.originalName}`);
    else if (value.shape.join() !== weight.shape.join())
      mismatches.push(
        `layer “${layer}”: ${weight.originalName} has shape [${weight.shape.join(', ')}] in the model and [${value.shape.join(', ')}] in the file`,
      );
  }
  refuseMismatches(file, mismatches, false);
  for (const { weight, value } of known) weight.write(value!);
}

function missing(shard: string): never {
  throw new DataError(`${shard} is missing. Copy all .bin files beside their model.json.`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new DataError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
}
