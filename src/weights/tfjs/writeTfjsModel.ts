/** Writes a model in tfjs's layers format: model.json and its weights in pieces of 4 MB, as browsers like to cache them. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { modelToKeras } from '../config/modelToKeras.js';
import { layerPlaces } from '../keras3Layout.js';
import { numbersOf } from '../placements.js';

const shardBytes = 4 * 1024 ** 2;

export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
}

/**
 * Writes `model.json` under the name that is given, and its weights, as `group1-4f3a-shard1of3.bin`, into its folder.
 * Their names are new ones every time: a model that was there stays whole until its model.json is replaced.
 */
export async function writeTfjsModel(model: LayersModel, writtenFile: string): Promise<void> {
  const folder = path.dirname(writtenFile);
  const save = randomUUID().slice(0, 8);
  await mkdir(folder, { recursive: true });
  const weights = layerPlaces(model).flatMap((place) => place.weights);
  const specs = weights.map((weight): WeightSpec => {
    const { originalName: name, shape, dtype } = weight;
    return { name, shape: shape as number[], dtype };
  });
  const totalBytes = specs.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const count = Math.max(1, Math.ceil(totalBytes / shardBytes));
  const paths = Array.from({ length: count }, (_, index) => `group1-${save}-shard${index + 1}of${count}.bin`);
  const shards = new Shards(paths.map((name) => path.join(folder, name)));
  for (const weight of weights) {
    const { data } = numbersOf(weight);
    await shards.add(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }
  await shards.end();
  const { class_name, config } = modelToKeras(model, 'tfjs');
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version.tfjs}`,
    convertedBy: 'cuaderno',
    modelTopology: {
      class_name,
      config,
      keras_version: `tfjs-layers ${tf.version.tfjs}`,
      backend: 'tensor_flow.js',
    },
    weightsManifest: [{ paths, weights: specs }],
  };
  await writeFile(writtenFile, JSON.stringify(json), { flag: 'wx' });
}

/** The weights' files that a model.json of ours names; none where there is none. */
export async function weightFiles(modelFile: string): Promise<string[]> {
  const text = await readFile(modelFile, 'utf8').catch(() => '');
  const names = text.match(/group1-[0-9a-f]{8}-shard\d+of\d+\.bin/g) ?? [];
  return names.map((name) => path.join(path.dirname(modelFile), name));
}

/** Removes weights that no model.json names any more. */
export async function removeWeightFiles(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Fills one file after the other, each to the same size. */
class Shards {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private next = 0;

  constructor(private readonly files: readonly string[]) {}

  async add(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (this.waitingBytes + rest.length >= shardBytes) {
      const taken = shardBytes - this.waitingBytes;
      this.waiting.push(rest.subarray(0, taken));
      await this.flush();
      rest = rest.subarray(taken);
    }
    this.waiting.push(rest);
    this.waitingBytes += rest.length;
  }

  async end(): Promise<void> {
    if (this.next < this.files.length) await this.flush();
  }

  private async flush(): Promise<void> {
    const file = this.files[this.next];
    this.next += 1;
    if (file !== undefined) await writeFile(file, Buffer.concat(this.waiting));
    this.waiting = [];
    this.waitingBytes = 0;
  }
}
