/** Mixed precision: products in bfloat16, and what stands between them, so that numbers do not go back and forth. */
import { DataType, type GraphNode, nodeNameOf, outputIndexOf } from '../graph.js';

/** What is worth it by itself: it computes much more than it reads. */
const products = new Set([
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'MatMul',
  'BatchMatMulV2',
]);

/** What follows where its first float input is bfloat16 already. */
const followers = new Set([
  'BiasAdd',
  'Relu',
  'Relu6',
  'ReluGrad',
  'Relu6Grad',
  'LeakyRelu',
  'LeakyReluGrad',
  'MaxPool',
  'MaxPoolGrad',
  'AvgPool',
  'AvgPoolGrad',
  'Reshape',
  'Transpose',
]);

/**
 * The graph with its products in bfloat16; all that is fetched is float32.
 * @param isExact says of a product that it stays in float32
 */
export function inBfloat16(
  nodes: readonly GraphNode[],
  fetches: readonly string[],
  isExact: (node: GraphNode) => boolean,
): { nodes: GraphNode[]; fetches: string[] } {
  const reduction = new Reduction(nodes, isExact);
  for (const node of nodes) reduction.add(node);
  return { nodes: reduction.written, fetches: fetches.map((fetch) => reduction.exactly(fetch)) };
}

class Reduction {
  readonly written: GraphNode[] = [];
  private readonly byName: Map<string, GraphNode>;
  /** The nodes whose outputs are bfloat16. */
  private readonly reduced = new Set<string>();
  private readonly casts = new Map<string, string>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly isExact: (node: GraphNode) => boolean,
  ) {
    this.byName = new Map(nodes.map((node) => [node.name, node]));
  }

  add(node: GraphNode): void {
    if (!this.isWorthIt(node)) {
      this.written.push({ ...node, inputs: node.inputs.map((input) => this.exactly(input)) });
      return;
    }
    const inputs = node.inputs.map((input) => (this.isFloat(input) ? this.roughly(input) : input));
    const dtypes = node.dtypes.map((dtype) => (dtype === DataType.float32 ? DataType.bfloat16 : dtype));
    const attributes = { ...node.attributes, T: { type: DataType.bfloat16 } };
    this.reduced.add(node.name);
    this.written.push({ ...node, inputs, attributes, dtypes });
  }

  private isWorthIt(node: GraphNode): boolean {
    const { T } = node.attributes;
    if (T === undefined || !('type' in T) || T.type !== DataType.float32 || this.isExact(node)) return false;
    if (products.has(node.op)) return true;
    const first = node.inputs.find((input) => this.isFloat(input));
    return followers.has(node.op) && first !== undefined && this.isReduced(first);
  }

  /** The reference's float32 value. */
  exactly(reference: string): string {
    return this.isReduced(reference) ? this.cast(reference, DataType.bfloat16, DataType.float32) : reference;
  }

  /** The reference's bfloat16 value. */
  private roughly(reference: string): string {
    return this.isReduced(reference) ? reference : this.cast(reference, DataType.float32, DataType.bfloat16);
  }

  private cast(reference: string, from: number, to: number): string {
    const known = this.casts.get(reference);
    if (known !== undefined) return known;
    const source = this.byName.get(nodeNameOf(reference))!;
    const name = `${source.name}_${outputIndexOf(reference)}_${to === DataType.float32 ? 'float32' : 'bfloat16'}`;
    this.written.push({
      name,
      op: 'Cast',
      inputs: [reference],
      attributes: { SrcT: { type: from }, DstT: { type: to }, Truncate: { b: false } },
      shapes: [source.shapes[outputIndexOf(reference)]!],
      dtypes: [to],
      label: source.label,
      pass: source.pass,
    });
    this.casts.set(reference, name);
    return name;
  }

  private isReduced(reference: string): boolean {
    return !reference.startsWith('^') && this.reduced.has(nodeNameOf(reference)) && this.isFloat(reference);
  }

  /** Whether the recorded graph had float32 there. */
  private isFloat(reference: string): boolean {
    if (reference.startsWith('^')) return false;
    const source = this.byName.get(nodeNameOf(reference));
    return source?.dtypes[outputIndexOf(reference)] === DataType.float32;
  }
}
