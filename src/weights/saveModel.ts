/** A whole model into one file: layers, weights, how it is trained, and where the optimizer was. Mirrors
 *  keras.saving.save_model. */
import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { writeArchive } from './archive/writeArchive.js';
import { writeAtomically } from './atomicFile.js';
import { compileToKeras, trainingConfigOf } from './compile/compileToKeras.js';
import type { JsonObject } from './config/json.js';
import { modelToKeras } from './config/modelToKeras.js';
import { modelFormatOf } from './fileFormat.js';
import { writeHdf5 } from './hdf5/hdf5Writer.js';
import { newFileAccess } from './hdf5/randomAccess.js';
import { writeKeras3Weights } from './keras3Layout.js';
import { kerasVersion, writeLegacyWeights } from './legacyLayout.js';
import { writeOptimizer } from './optimizerState.js';
import { removeWeightFiles, weightFiles, writeTfjsModel } from './tfjs/writeTfjsModel.js';

/** How a model is saved. */
export interface SaveArgs {
  /** Whether a file that is there is replaced, as Keras does. Default true. */
  overwrite?: boolean;
  /** Whether the optimizer and its state are saved too, so that training can go on. Default true. */
  includeOptimizer?: boolean;
}

/**
 * Saves a model; the ending says how: `.keras` (Keras 3's own form), `.h5` (Keras's older one) or `.json` (tfjs's layers
 * format, its weights in files beside it; for a folder too). The file appears whole or not at all.
 * @throws {ArgumentError} for another ending, or a file that is there where `overwrite` is false
 * @throws {DataError} if it cannot be written
 */
export async function saveModel(model: LayersModel, target: string, args: SaveArgs = {}): Promise<void> {
  const { overwrite = true, includeOptimizer = true } = args;
  const file = isFolder(target) ? path.join(target, 'model.json') : target;
  const format = modelFormatOf(file);
  const earlier = format === 'tfjs' ? await weightFiles(file) : [];
  await writeAtomically(file, overwrite, (temporary) => {
    switch (format) {
      case 'keras':
        return writeKeras(model, temporary, includeOptimizer);
      case 'h5':
        return writeWholeH5(model, temporary, includeOptimizer);
      case 'tfjs':
        return writeTfjsModel(model, temporary);
    }
  });
  await removeWeightFiles(earlier);
}

function isFolder(target: string): boolean {
  return /[\\/]$/.test(target) || (statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/**
 * The bytes of a saved model, as `models.load` takes them.
 */
export async function modelBytes(
  model: LayersModel,
  format: 'keras' | 'h5' = 'keras',
  args: Omit<SaveArgs, 'overwrite'> = {},
): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-model-'));
  try {
    const file = path.join(folder, `model.${format}`);
    await saveModel(model, file, args);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeKeras(model: LayersModel, file: string, includeOptimizer: boolean): Promise<void> {
  const weights = `${file}.h5`;
  const compiled = includeOptimizer ? compileToKeras(model) : undefined;
  const config: JsonObject = {
    ...modelToKeras(model, 'keras3'),
    ...(compiled === undefined ? {} : { compile_config: compiled }),
  };
  try {
    await writeHdf5(newFileAccess(weights), (writer) => {
      writeKeras3Weights(writer, model);
      if (compiled !== undefined) writeOptimizer(writer, model);
    });
    const metadata = { keras_version: kerasVersion, date_saved: savedAt(new Date()), saved_by: 'cuaderno' };
    await writeArchive(file, [
      { name: 'metadata.json', content: { text: JSON.stringify(metadata) } },
      { name: 'config.json', content: { text: JSON.stringify(config) } },
      { name: 'model.weights.h5', content: { file: weights } },
    ]);
  } finally {
    await rm(weights, { force: true });
  }
}

async function writeWholeH5(model: LayersModel, file: string, includeOptimizer: boolean): Promise<void> {
  const config = JSON.stringify(modelToKeras(model, 'legacy'));
  const training = includeOptimizer ? trainingConfigOf(model) : undefined;
  await writeHdf5(newFileAccess(file), (writer) => {
    writer.text('', 'keras_version', kerasVersion);
    writer.text('', 'backend', 'tensorflow');
    writer.text('', 'model_config', config);
    if (training !== undefined) writer.text('', 'training_config', JSON.stringify(training));
    writeLegacyWeights(writer, 'model_weights', model);
    if (training !== undefined) writeOptimizer(writer, model);
  });
}

/** As Keras writes it: 2026-11-22@05:52:58. */
function savedAt(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', '@');
}
