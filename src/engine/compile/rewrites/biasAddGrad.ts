import { DataType, type GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';

/** A sum over all axes but the last → BiasAddGrad. */
export function biasAddGrad(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  if (node.op !== 'Sum') return undefined;
  const { T, keep_dims } = node.attributes;
  const [input, axes] = node.inputs as [string, string];
  const rank = view.shape(input)?.length ?? 0;
  const summed = view.constant(axes)?.values;
  const isFloat = T !== undefined && 'type' in T && T.type === DataType.float32;
  const keeps = keep_dims !== undefined && 'b' in keep_dims && keep_dims.b;
  if (!isFloat || keeps || rank < 2 || summed?.length !== rank - 1) return undefined;
  if (!summed.every((axis, index) => axis === index)) return undefined;
  return [{ ...node, op: 'BiasAddGrad', inputs: [input], attributes: { T, data_format: { s: 'NHWC' } } }];
}
