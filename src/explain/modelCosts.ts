/** What a whole model costs and how far it sees: the last line of the sums that its summary shows layer by layer. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { isModel } from '../training/graph/layerTree.js';
import { layerCosts } from '../training/summary/layerCosts.js';
import { sizeOf } from '../training/summary/summaryLayers.js';
import { layersOfMaps, type WatchedModel } from './watchedRun.js';

/** What a model costs and sees. */
export interface ModelCosts {
  /** All numbers among its weights, whether they learn or not. */
  parameters: number;
  /** For one sample, forward; undefined where a size is not known before an image comes. */
  multiplications: number | undefined;
  /** [height, width, channels] of the last feature maps, null for an open size; undefined for a model without any. */
  lastMaps: (number | null)[] | undefined;
  /** [height, width] in pixels of what an element of the last feature maps sees, padding included; undefined where that
   *  is the whole image. The scales of squeeze-and-excitation, which come from all of it, are not counted. */
  receptiveField: [number, number] | undefined;
}

/**
 * Parameters, multiplications and receptive field of a model.
 * @throws {ArgumentError} for a model that does not know its shapes yet
 * @example
 * const small = models.sequential([layers.conv2D({ filters: 10, kernelSize: 3, inputShape: [16, 16, 3] })]);
 * modelCosts(small); // { parameters: 280, multiplications: 52920, lastMaps: [14, 14, 10], receptiveField: [3, 3] }
 */
export function modelCosts(model: WatchedModel): ModelCosts {
  if (model.outputs.length === 0) {
    throw new ArgumentError(
      `modelCosts: model "${model.name}" does not know its input yet. Call model.build([null, …]) first.`,
    );
  }
  const whole = model as LayersModel;
  const costs = layerCosts(whole);
  let multiplications: number | undefined = 0;
  for (const [layer, cost] of costs) {
    // What a model inside costs are its layers.
    if (isModel(layer)) continue;
    multiplications =
      multiplications === undefined || cost.multiplications === undefined
        ? undefined
        : multiplications + cost.multiplications;
  }
  const last = layersOfMaps(model).at(-1);
  const size = last && costs.get(last)?.field.size;
  return {
    parameters: sizeOf(whole.weights),
    multiplications,
    lastMaps: last?.inboundNodes[0]?.outputTensors[0]?.shape.slice(1),
    receptiveField: size ? [...size] : undefined,
  };
}
