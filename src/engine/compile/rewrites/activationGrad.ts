/** The gradients of sigmoid and tanh as tfjs writes them, three operations each → TensorFlow's one, which takes the
 *  activation's output. */
import type { GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';

/** dy · (y · (1 − y)) → SigmoidGrad; (1 − y²) · dy → TanhGrad. */
export function activationGrad(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  const { T } = node.attributes;
  if (node.op !== 'Mul' || T === undefined) return undefined;
  const [a, b] = node.inputs as [string, string];
  const sigmoid = slopeOfSigmoid(b, view);
  if (sigmoid !== undefined && isSameShape(sigmoid, a, view)) {
    return [{ ...node, op: 'SigmoidGrad', inputs: [sigmoid, a], attributes: { T } }];
  }
  const tanh = slopeOfTanh(a, view);
  if (tanh !== undefined && isSameShape(tanh, b, view)) {
    return [{ ...node, op: 'TanhGrad', inputs: [tanh, b], attributes: { T } }];
  }
  return undefined;
}

/** The y of y · (1 − y). */
function slopeOfSigmoid(reference: string, view: GraphView): string | undefined {
  const product = view.node(reference, 'Mul');
  const rest = view.node(product?.inputs[1], 'Sub');
  const y = product?.inputs[0];
  const matches = y !== undefined && rest?.inputs[1] === y && view.isFilledWith(rest.inputs[0], 1);
  return matches ? y : undefined;
}

/** The y of 1 − y². */
function slopeOfTanh(reference: string, view: GraphView): string | undefined {
  const rest = view.node(reference, 'Sub');
  const square = view.node(rest?.inputs[1], 'Square');
  return view.isFilledWith(rest?.inputs[0], 1) ? square?.inputs[0] : undefined;
}

function isSameShape(one: string, other: string, view: GraphView): boolean {
  return view.shape(one)?.join() === view.shape(other)?.join();
}
