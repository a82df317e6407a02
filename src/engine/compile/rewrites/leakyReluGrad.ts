import type { GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';

/** tfjs's gradient of the leaky ReLU, Select(x > 0, dy, α·dy) → LeakyReluGrad(dy, leakyRelu(x)), which is positive where x
 *  is. While the comparison reads x, TensorFlow's remapper fuses x away all the same, and gives up with an error. */
export function leakyReluGrad(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  if (node.op !== 'SelectV2' && node.op !== 'Select') return undefined;
  const [condition, dy, scaled] = node.inputs as [string, string, string];
  const greater = view.node(condition, 'Greater');
  const product = view.node(scaled, 'Mul');
  const x = greater?.inputs[0];
  if (x === undefined || product === undefined || !view.isFilledWith(greater?.inputs[1], 0)) return undefined;
  const output = view.readerOf(x, 'LeakyRelu');
  const { T } = node.attributes;
  const alpha = output?.attributes.alpha;
  if (output === undefined || T === undefined || alpha === undefined || !('f' in alpha) || alpha.f <= 0)
    return undefined;
  const isGradient =
    view.resolve(product.inputs[0]!) === dy && view.isFilledWith(product.inputs[1], Math.fround(alpha.f));
  if (!isGradient || view.shape(dy)?.join() !== view.shape(x)?.join()) return undefined;
  return [
    { ...node, op: 'LeakyReluGrad', inputs: [dy, view.resolve(output.name)], attributes: { T, alpha } },
  ];
}
