/** A whole model from a file. Mirrors keras.saving.load_model. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError, DataError } from '../errors.js';
import { withArchive } from './archive/readArchive.js';
import { compileFromKeras } from './compile/compileFromKeras.js';
import type { CustomObjects } from './config/customObjects.js';
import { isJsonObject, parseJsonObject } from './config/json.js';
import type { LoadContext } from './config/layerFromKeras.js';
import { type ModelFactory, modelFromKeras } from './config/modelFromKeras.js';
import { type Hdf5Reader, withHdf5 } from './hdf5/hdf5Reader.js';
import { fileAccess, memoryAccess, type RandomAccess } from './hdf5/randomAccess.js';
import { readKeras3Weights } from './keras3Layout.js';
import { isLegacyLayout, readLegacyWeights } from './legacyLayout.js';
import { readOptimizer } from './optimizerState.js';
import { readTfjsModel } from './tfjs/readTfjsModel.js';

/** Arguments of `models.load`. */
export interface LoadArgs {
  /** Classes of your own layers, by the class names in the file. */
  customObjects?: CustomObjects;
  /** Whether the model is compiled as it was when it was saved, with the optimizer's state. Default true. */
  compile?: boolean;
}

/**
 * Reads a model: `.keras`, a whole-model `.h5` of Keras 2 or 3, or tfjs's `model.json` (or its folder). What the file is
 * is seen from its content.
 * @param source a file's path, or the bytes of a `.keras` or `.h5` file
 * @param factory makes models that can train
 * @throws {DataError} if the file is missing, damaged, a trick, or holds weights only
 * @throws {ArgumentError} for layers, losses or optimizers that cuaderno does not have, and for Python code in the file
 */
export async function loadModel<Model extends LayersModel>(
  source: string | Uint8Array,
  factory: ModelFactory<Model>,
  { customObjects = {}, compile = true }: LoadArgs = {},
): Promise<Model> {
  const file = typeof source === 'string' ? path.resolve(source) : undefined;
  const label = file ?? 'the file in memory';
  const context: LoadContext = { label, customObjects, hasWeights: true, made: [] };
  try {
    if (file !== undefined && isFolder(file))
      return await readTfjsModel(path.join(file, 'model.json'), factory, context);
    switch (firstLetterOf(source)) {
      case 'P':
        return await readArchive(source, factory, context, compile);
      case '{':
        if (file !== undefined) return await readTfjsModel(file, factory, context);
        throw new ArgumentError(
          'load: a model.json has its weights in other files: give its path instead of its bytes.',
        );
      default:
        return await withHdf5(accessTo(source), label, (reader) =>
          readWholeH5(reader, factory, context, compile),
        );
    }
  } catch (error) {
    for (const weight of context.made.flatMap((layer) => layer.weights)) weight.dispose();
    throw error;
  }
}

function accessTo(source: string | Uint8Array): RandomAccess {
  return typeof source === 'string' ? fileAccess(source) : memoryAccess(source);
}

function firstLetterOf(source: string | Uint8Array): string {
  const access = accessTo(source);
  const start = new Uint8Array(1);
  access.read(start, 0);
  access.close();
  return String.fromCharCode(start[0]!);
}

function readArchive<Model extends LayersModel>(
  source: string | Uint8Array,
  factory: ModelFactory<Model>,
  context: LoadContext,
  compile: boolean,
): Promise<Model> {
  const { label } = context;
  return withArchive(source, label, async (archive) => {
    const config = parseJsonObject(await archive.text('config.json'), label);
    const model = modelFromKeras(config, factory, context);
    if (compile) compileFromKeras(model, config.compile_config ?? null, label);
    return withHdf5(await archive.access('model.weights.h5'), label, (reader) => {
      readKeras3Weights(reader, model, false);
      readOptimizer(reader, model);
      return model;
    });
  });
}

function readWholeH5<Model extends LayersModel>(
  reader: Hdf5Reader,
  factory: ModelFactory<Model>,
  context: LoadContext,
  compile: boolean,
): Model {
  const text = reader.text('', 'model_config');
  if (text === undefined) {
    const isWeights = isLegacyLayout(reader, '') || reader.hasGroup('layers');
    throw new DataError(
      isWeights
        ? `${reader.label} holds weights only. Build the model, then read them with model.loadWeights.`
        : `${reader.label} is an HDF5 file without a Keras model.`,
    );
  }
  const model = modelFromKeras(parseJsonObject(text, reader.label), factory, context);
  const training = reader.text('', 'training_config');
  if (compile && training !== undefined)
    compileFromKeras(model, parseJsonObject(training, reader.label), reader.label);
  readLegacyWeights(reader, 'model_weights', model, { byName: false, skipMismatch: false });
  readOptimizer(reader, model);
  return model;
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * A model from Keras's JSON, with new weights. Mirrors keras.models.model_from_json.
 * @param json the text of `model.toJSON()` here or `model.to_json()` in Keras, or what JSON.parse makes of it
 * @throws {ArgumentError} for layers that cuaderno does not have
 * @throws {DataError} for JSON that is no model
 */
export function modelFromConfig<Model extends LayersModel>(
  json: string | object,
  factory: ModelFactory<Model>,
  { customObjects = {} }: Pick<LoadArgs, 'customObjects'> = {},
): Model {
  const label = 'fromConfig';
  const config = parseJsonObject(typeof json === 'string' ? json : JSON.stringify(json), label);
  const entry = isJsonObject(config.model_config) ? config.model_config : config;
  return modelFromKeras(entry, factory, { label, customObjects, hasWeights: false, made: [] });
}
