import { DataType, type GraphNode } from '../graph.js';
import { reshapeNodes } from './reshape.js';

/** ExpandDims → Reshape: shapes are known, and tfjs does not tell the type that a graph's ExpandDims must have. */
export function expandDims(node: GraphNode): readonly GraphNode[] | undefined {
  const [input] = node.inputs;
  if (node.op !== 'ExpandDims' || input === undefined) return undefined;
  return reshapeNodes(
    node.name,
    input,
    node.shapes[0]!,
    { type: node.dtypes[0] ?? DataType.float32 },
    node.dtypes,
  );
}
