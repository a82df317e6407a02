/** In which numbers a model's steps multiply. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { MixedPrecision } from '../../engine/compile/index.js';
import { precision } from '../../engine/index.js';
import type { Layer } from '../../layers/index.js';

/** As `setPrecision` says, with the model's last products in float32. */
export function modelPrecision(model: LayersModel, onChoice: (message: string) => void): MixedPrecision {
  return { wanted: precision, exactLayers: () => lastProducts(model).map(({ name }) => name), onChoice };
}

/** The layers that give the outputs, and before them (a softmax, say) the last ones that have weights. */
function lastProducts(model: LayersModel): Layer[] {
  // A subclassed model has no output layers before its first batch.
  const found = new Set<Layer>();
  const open = [...((model.outputLayers as Layer[] | undefined) ?? [])];
  for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
    if (found.has(layer)) continue;
    found.add(layer);
    if (layer.weights.length > 0) continue;
    open.push(...layer.inboundNodes.flatMap(({ inboundLayers }) => inboundLayers as Layer[]));
  }
  return [...found];
}
