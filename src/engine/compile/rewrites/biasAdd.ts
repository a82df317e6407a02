import { DataType, type GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';

const biased = new Set(['Conv2D', 'MatMul']);

/** convolution + vector → BiasAdd, which TensorFlow fuses with the convolution and with a ReLU after it. */
export function biasAdd(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  const { T } = node.attributes;
  if (node.op !== 'Add' && node.op !== 'AddV2') return undefined;
  if (T === undefined || !('type' in T) || T.type !== DataType.float32) return undefined;
  const [sum, bias] = node.inputs as [string, string];
  const producer = view.node(sum);
  const isBias = view.shape(bias)?.length === 1 && view.shape(bias)![0] === view.shape(sum)?.at(-1);
  if (producer !== undefined && biased.has(producer.op) && isBias) {
    return [{ ...node, op: 'BiasAdd', attributes: { T, data_format: { s: 'NHWC' } } }];
  }
  return node.op === 'Add' ? [{ ...node, op: 'AddV2', attributes: { T } }] : undefined;
}
