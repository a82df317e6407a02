/** Weights from a file into a model that is there. Mirrors keras.Model.load_weights. */
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { notice } from '../data/notice.js';
import { ArgumentError, DataError } from '../errors.js';
import { withArchive } from './archive/readArchive.js';
import { type Hdf5Reader, withHdf5 } from './hdf5/hdf5Reader.js';
import { fileAccess, memoryAccess } from './hdf5/randomAccess.js';
import { isKeras3Layout, readKeras3Weights } from './keras3Layout.js';
import { isLegacyLayout, readLegacyWeights } from './legacyLayout.js';
import { readOptimizer } from './optimizerState.js';
import type { Mismatches } from './placements.js';
import { readSafetensors } from './safetensors/safetensorsLayout.js';
import { isSafetensors, SafetensorsReader } from './safetensors/safetensorsReader.js';

/** How weights are read. */
export interface LoadWeightsArgs {
  /** Leaves out what does not fit, and says what, instead of refusing the file. Default false. */
  skipMismatch?: boolean;
  /** Takes from an `.h5` file of Keras's older form, or `.safetensors`, the layers of the same names, wherever they stand.
   *  Default false. */
  byName?: boolean;
}

/**
 * Reads weights: `.weights.h5` of Keras 3, `.h5` of Keras 1 and 2 (weights or whole models), `.keras`, `.safetensors` with
 * tensors that are called `layer/weight`. What the file is is seen from its content. A compiled model takes over the optimizer's state too, if the file has it.
 * A file that does not fit leaves the model as it is.
 * @param source a file's path, or its bytes
 * @throws {DataError} if the file is missing, damaged, or of another model
 * @throws {ArgumentError} for `byName` where the file knows no names
 */
export async function loadWeights(
  model: LayersModel,
  source: string | Uint8Array,
  args: LoadWeightsArgs = {},
): Promise<void> {
  const label = typeof source === 'string' ? path.resolve(source) : 'the file in memory';
  const access = typeof source === 'string' ? fileAccess(source) : memoryAccess(source);
  const start = new Uint8Array(2);
  access.read(start, 0);
  if (isSafetensors(access)) {
    try {
      tellOfMismatches(
        label,
        readSafetensors(new SafetensorsReader(access, label), model, withDefaults(args)),
      );
    } finally {
      access.close();
    }
    return;
  }
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  const read = (reader: Hdf5Reader): void => readWeights(reader, model, args);
  if (!isZip) {
    await withHdf5(access, label, read);
    return;
  }
  access.close();
  await withArchive(source, label, async (archive) =>
    withHdf5(await archive.access('model.weights.h5'), label, read),
  );
}

function readWeights(reader: Hdf5Reader, model: LayersModel, args: LoadWeightsArgs): void {
  const { byName, skipMismatch } = withDefaults(args);
  tellOfMismatches(reader.label, readAnyLayout(reader, model, byName, skipMismatch));
  readOptimizer(reader, model);
}

function withDefaults({ byName = false, skipMismatch = false }: LoadWeightsArgs): Required<LoadWeightsArgs> {
  return { byName, skipMismatch };
}

function tellOfMismatches(label: string, left: Mismatches): void {
  if (left.length > 0) notice(`${label}: left out, because it does not fit the model: ${left.join('; ')}.`);
}

function readAnyLayout(
  reader: Hdf5Reader,
  model: LayersModel,
  byName: boolean,
  skipMismatch: boolean,
): Mismatches {
  for (const root of ['', 'model_weights']) {
    if (isLegacyLayout(reader, root)) return readLegacyWeights(reader, root, model, { byName, skipMismatch });
  }
  if (byName) {
    throw new ArgumentError(
      `loadWeights: byName needs a file that has the layers' names, an .h5 of Keras's older form; ${reader.label} has Keras 3's form, which goes by the order of layers. Leave byName out.`,
    );
  }
  if (isKeras3Layout(reader)) return readKeras3Weights(reader, model, skipMismatch);
  throw new DataError(
    `${reader.label} is an HDF5 file without Keras weights: it has neither layer_names nor layers/….`,
  );
}
