import { type Attribute, DataType, type GraphNode, type Shape } from '../graph.js';
import type { GraphView } from './graphView.js';
import { reshapeNodes } from './reshape.js';

/** tfjs multiplies matrices as batches of one; a plain MatMul is what TensorFlow fuses with its bias. */
export function matMul(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  if (node.op !== 'BatchMatMulV2' && node.op !== 'BatchMatMul') return undefined;
  const [a, b] = node.inputs as [string, string];
  const [shapeA, shapeB] = [view.shape(a), view.shape(b)];
  const { T, adj_x, adj_y } = node.attributes;
  if (shapeA === undefined || shapeB === undefined || T === undefined) return undefined;
  const attributes = { T, transpose_a: adj_x ?? no, transpose_b: adj_y ?? no };
  if (shapeA.length === 2 && shapeB.length === 2) return [{ ...node, op: 'MatMul', attributes }];
  if (!isBatchOfOne(shapeA) || !isBatchOfOne(shapeB)) return undefined;
  const [left, leftNodes] = withoutBatch(a, shapeA, `${node.name}_a`, T, view);
  const [right, rightNodes] = withoutBatch(b, shapeB, `${node.name}_b`, T, view);
  const product: GraphNode = {
    name: `${node.name}_product`,
    op: 'MatMul',
    inputs: [left, right],
    attributes,
    shapes: [node.shapes[0]!.slice(1)],
    dtypes: node.dtypes,
  };
  return [
    ...leftNodes,
    ...rightNodes,
    product,
    ...reshapeNodes(node.name, product.name, node.shapes[0]!, T, node.dtypes),
  ];
}

const no: Attribute = { b: false };

function isBatchOfOne(shape: Shape): boolean {
  return shape.length === 3 && shape[0] === 1;
}

/** The matrix in a batch of one: what was reshaped into the batch where that is so, else reshaped back. */
function withoutBatch(
  reference: string,
  shape: Shape,
  name: string,
  type: Attribute,
  view: GraphView,
): [reference: string, nodes: GraphNode[]] {
  const source = view.node(reference, 'Reshape')?.inputs[0];
  const matrix = shape.slice(1);
  if (source !== undefined && view.shape(source)?.join() === matrix.join()) return [source, []];
  return [name, reshapeNodes(name, reference, matrix, type, [DataType.float32])];
}
