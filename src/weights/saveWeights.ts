/** A model's weights alone. Mirrors keras.Model.save_weights. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { writeAtomically } from './atomicFile.js';
import { isWeightsFile } from './fileFormat.js';
import { writeHdf5 } from './hdf5/hdf5Writer.js';
import { newFileAccess } from './hdf5/randomAccess.js';
import { writeKeras3Weights } from './keras3Layout.js';
import { writeLegacyWeights } from './legacyLayout.js';
import { writeOptimizer } from './optimizerState.js';
import { writeSafetensors } from './safetensors/safetensorsWriter.js';

/** How weights are saved. */
export interface SaveWeightsArgs {
  /** Whether a file that is there is replaced, as Keras does. Default true. */
  overwrite?: boolean;
}

/**
 * Saves the weights, and the optimizer's state if the model has learned; the ending says how: `.weights.h5` (Keras 3),
 * `.h5` (Keras 2 and tf_keras) or `.safetensors` (tensors called `layer/weight`), these two without the optimizer. The file
 * appears whole or not at all.
 * @throws {ArgumentError} for another ending, a model without known shapes, or a file that is there where `overwrite` is false
 * @throws {DataError} if it cannot be written
 */
export async function saveWeights(
  model: LayersModel,
  file: string,
  { overwrite = true }: SaveWeightsArgs = {},
): Promise<void> {
  const isSafetensors = /\.safetensors$/i.test(file);
  if (!isSafetensors && !/\.(h5|hdf5)$/i.test(file)) {
    throw new ArgumentError(
      `saveWeights: ${file} has no ending that says its format. Use .weights.h5 (Keras 3), .h5 (Keras 2) or .safetensors.`,
    );
  }
  if ((model.inputs?.length ?? 0) === 0) {
    throw new ArgumentError(
      `saveWeights: the model “${model.name}” has no weights yet: it does not know its input shape. Give its first layer an inputShape.`,
    );
  }
  await writeAtomically(file, overwrite, async (temporary) => {
    const access = newFileAccess(temporary);
    if (isSafetensors) {
      try {
        writeSafetensors(access, model);
      } finally {
        access.close();
      }
      return;
    }
    await writeHdf5(access, (writer) => {
      if (!isWeightsFile(file)) {
        writeLegacyWeights(writer, '', model);
        return;
      }
      writeKeras3Weights(writer, model);
      writeOptimizer(writer, model);
    });
  });
}
