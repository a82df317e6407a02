import { type Attribute, DataType, type GraphNode } from '../graph.js';
import type { GraphView } from './graphView.js';
import { reshapeNodes } from './reshape.js';

const biased = new Set(['Conv2D', 'DepthwiseConv2dNative', 'MatMul']);

/** convolution or matrix product + vector → BiasAdd, which TensorFlow fuses with it and with a ReLU after it. */
export function biasAdd(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  const { T } = node.attributes;
  if (node.op !== 'Add' && node.op !== 'AddV2') return undefined;
  if (T === undefined || !('type' in T) || T.type !== DataType.float32) return undefined;
  const [sum, bias] = node.inputs as [string, string];
  if (view.shape(bias)?.length === 1 && view.shape(bias)![0] === view.shape(sum)?.at(-1)) {
    const producer = view.node(sum);
    if (producer !== undefined && biased.has(producer.op)) return [{ ...node, ...addition(T) }];
    // tfjs adds the bias to a batch of one matrix.
    const matrix = producer?.op === 'Reshape' ? view.node(producer.inputs[0], 'MatMul') : undefined;
    if (matrix?.shapes[0]?.at(-1) === view.shape(bias)![0]) {
      const name = `${node.name}_biased`;
      const { shapes } = matrix!;
      const added: GraphNode = { ...node, ...addition(T), name, inputs: [matrix!.name, bias], shapes };
      return [added, ...reshapeNodes(node.name, name, node.shapes[0]!, T, node.dtypes)];
    }
  }
  return node.op === 'Add' ? [{ ...node, op: 'AddV2', attributes: { T } }] : undefined;
}

function addition(T: Attribute): Pick<GraphNode, 'op' | 'attributes'> {
  return { op: 'BiasAdd', attributes: { T, data_format: { s: 'NHWC' } } };
}
