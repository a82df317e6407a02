import { ArgumentError } from '../errors.js';

/** `keras`: .keras. `h5`: .h5, a whole model. `weights`: .weights.h5. `tfjs`: model.json and its weights. */
export type ModelFormat = 'keras' | 'h5' | 'tfjs';

/**
 * The format that a model's file has by its name.
 * @throws {ArgumentError} for a name that belongs to none
 */
export function modelFormatOf(file: string): ModelFormat {
  if (isWeightsFile(file)) {
    throw new ArgumentError(
      `save: ${file} is a name for weights alone. Use model.saveWeights, or another ending: .keras.`,
    );
  }
  if (/\.keras$/i.test(file)) return 'keras';
  if (/\.(h5|hdf5)$/i.test(file)) return 'h5';
  if (/\.json$/i.test(file)) return 'tfjs';
  throw new ArgumentError(
    `save: ${file} has no ending that says its format. Use .keras (best), .h5 (for older Keras) or model.json (for tfjs in browsers).`,
  );
}

/** Whether a name is one for weights in Keras 3's form. */
export function isWeightsFile(file: string): boolean {
  return /\.weights\.h5$/i.test(file);
}
