import type { LayersModel } from '@tensorflow/tfjs';
import { modelToKeras } from './config/modelToKeras.js';

/** The model without its weights as Keras 3's JSON. Mirrors keras.Model.to_json. */
export function modelJson(model: LayersModel): string {
  return JSON.stringify(modelToKeras(model, 'keras3'));
}
