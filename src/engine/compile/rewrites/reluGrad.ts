import type { GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';

/** tfjs's gradient of ReLU, dy · step(x), with step written as Select(IsNan(x), x, Select(x > 0, 1, 0)) →
 *  ReluGrad(dy, relu(x)), one pass over memory instead of five. The ReLU's output is as good as its input, and leaves the
 *  input to be fused away. It gives 0 where tfjs passes a NaN on. */
export function reluGrad(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  if (node.op !== 'Mul') return undefined;
  const [dy, step] = node.inputs as [string, string];
  const x = stepOf(step, view);
  const { T } = node.attributes;
  if (x === undefined || T === undefined || view.shape(dy)?.join() !== view.shape(x)?.join())
    return undefined;
  const output = view.readerOf(x, 'Relu')?.name ?? x;
  return [{ ...node, op: 'ReluGrad', inputs: [dy, view.resolve(output)], attributes: { T } }];
}

/** The x of step(x). */
function stepOf(reference: string, view: GraphView): string | undefined {
  const outer = view.node(reference, 'Select') ?? view.node(reference, 'SelectV2');
  const isNan = view.node(outer?.inputs[0], 'IsNan');
  const inner = view.node(outer?.inputs[2], 'Select') ?? view.node(outer?.inputs[2], 'SelectV2');
  const greater = view.node(inner?.inputs[0], 'Greater');
  const x = isNan?.inputs[0];
  const matches =
    x !== undefined &&
    outer?.inputs[1] === x &&
    greater?.inputs[0] === x &&
    view.isFilledWith(greater.inputs[1], 0) &&
    view.isFilledWith(inner?.inputs[1], 1) &&
    view.isFilledWith(inner?.inputs[2], 0);
  return matches ? x : undefined;
}
