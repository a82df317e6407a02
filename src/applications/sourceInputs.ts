/** From where in a model to where it begins. Mirrors keras.utils.get_source_inputs. */
import type { SymbolicTensor } from '@tensorflow/tfjs';

/** The inputs that a symbolic tensor is computed from, each once, in the order in which they are met. */
export function sourceInputs(tensor: SymbolicTensor): SymbolicTensor[] {
  const found = new Set<SymbolicTensor>();
  const seen = new Set<SymbolicTensor>();
  const visit = (symbol: SymbolicTensor): void => {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex]!;
    if (node.inboundLayers.length === 0) found.add(symbol);
    else node.inputTensors.forEach(visit);
  };
  visit(tensor);
  return [...found];
}
