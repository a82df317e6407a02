/** Weights in safetensors files: `layer/weight`, as in `conv1_conv/kernel`, in Keras's shapes. */
import type { LayersModel } from '@tensorflow/tfjs';
import { layerPlaces } from '../keras3Layout.js';
import {
  assignPlacements,
  fittingPlacements,
  type Mismatches,
  type Placement,
  refuseMismatches,
  shortName,
} from '../placements.js';
import type { SafetensorsReader } from './safetensorsReader.js';

export interface SafetensorsReadOptions {
  /** Whether layers that only the model or only the file has are passed over. */
  byName: boolean;
  /** Whether what does not fit is left out rather than refused. */
  skipMismatch: boolean;
}

/**
 * Reads a model's weights.
 * @returns what was left out, if that is allowed
 * @throws {DataError} if the file's names or shapes are others than the model's
 */
export function readSafetensors(
  reader: SafetensorsReader,
  model: LayersModel,
  { byName, skipMismatch }: SafetensorsReadOptions,
): Mismatches {
  const left = new Set(reader.names());
  const mismatches: Mismatches = [];
  const placements: Placement[] = [];
  for (const { layer, weights } of layerPlaces(model)) {
    for (const weight of weights) {
      const path = `${layer}/${shortName(weight)}`;
      if (left.delete(path)) placements.push({ layer, weight, path });
      else if (!byName) mismatches.push(`layer “${layer}”: the file has no ${path}`);
    }
  }
  if (!byName) {
    for (const path of left) mismatches.push(`the file has ${path}, which the model has not`);
  }
  const fitting = fittingPlacements(reader, placements, mismatches);
  refuseMismatches(reader.label, mismatches, skipMismatch);
  assignPlacements(reader, fitting);
  return mismatches;
}
