import type { GraphNode } from '../graph.js';
import { type GraphView, sameShape } from './graphView.js';

/** A cast to the type it has, a reshape to the shape it has, an identity: the input itself. A reshape of a reshape
 *  reads the first one's input. */
export function dropNoOps(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  const [input] = node.inputs;
  if (input === undefined) return undefined;
  if (isNothing(node, input, view)) {
    view.alias(node.name, input);
    return [];
  }
  const earlier = node.op === 'Reshape' ? view.node(input, 'Reshape') : undefined;
  if (earlier === undefined) return undefined;
  const source = earlier.inputs[0]!;
  if (sameShape(view.shape(source), node.shapes[0])) {
    view.alias(node.name, source);
    return [];
  }
  return [{ ...node, inputs: [source, ...node.inputs.slice(1)] }];
}

function isNothing(node: GraphNode, input: string, view: GraphView): boolean {
  if (node.op === 'Identity') return node.inputs.length === 1;
  if (node.op === 'Reshape') return sameShape(view.shape(input), node.shapes[0]);
  if (node.op !== 'Cast') return false;
  const { SrcT, DstT } = node.attributes;
  return (
    SrcT !== undefined && DstT !== undefined && 'type' in SrcT && 'type' in DstT && SrcT.type === DstT.type
  );
}
