/** A graph that is being rewritten: nodes are looked up, replaced and aliased in one pass, in order. */
import { type ConstantValue, type GraphNode, nodeNameOf, outputIndexOf, type Shape } from '../graph.js';

export class GraphView {
  private readonly byName = new Map<string, GraphNode>();
  private readonly aliases = new Map<string, string>();

  constructor(readonly original: readonly GraphNode[]) {
    for (const node of original) this.byName.set(node.name, node);
  }

  /** What a reference stands for after all replacements so far. */
  resolve(reference: string): string {
    let current = reference;
    for (let next = this.aliases.get(current); next !== undefined; next = this.aliases.get(current))
      current = next;
    return current;
  }

  /** From now on `from` is read where `to` is. */
  alias(from: string, to: string): void {
    this.aliases.set(from, to);
  }

  /** The node whose first output a reference is, if it is one of this kind. */
  node(reference: string | undefined, op?: string): GraphNode | undefined {
    if (reference === undefined) return undefined;
    const resolved = this.resolve(reference);
    if (outputIndexOf(resolved) !== 0) return undefined;
    const node = this.byName.get(nodeNameOf(resolved));
    return op === undefined || node?.op === op ? node : undefined;
  }

  shape(reference: string): Shape | undefined {
    const resolved = this.resolve(reference);
    return this.byName.get(nodeNameOf(resolved))?.shapes[outputIndexOf(resolved)];
  }

  constant(reference: string | undefined): ConstantValue | undefined {
    const attribute = this.node(reference, 'Const')?.attributes.value;
    return attribute !== undefined && 'tensor' in attribute ? attribute.tensor : undefined;
  }

  /** Whether every element is this number. */
  isFilledWith(reference: string | undefined, number: number): boolean {
    const filled = this.node(reference, 'Fill');
    const value = this.constant(filled === undefined ? reference : filled.inputs[1]);
    return value !== undefined && value.values.length > 0 && value.values.every((one) => one === number);
  }

  /** The node of this kind that reads a reference first. */
  readerOf(reference: string, op: string): GraphNode | undefined {
    const resolved = this.resolve(reference);
    return this.original.find((node) => node.op === op && this.resolve(node.inputs[0] ?? '') === resolved);
  }

  /** Registers a node that was made or changed, so that later ones see it. */
  put(node: GraphNode): GraphNode {
    this.byName.set(node.name, node);
    return node;
  }
}

export function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return (
    a !== undefined && b !== undefined && a.length === b.length && a.every((size, axis) => size === b[axis])
  );
}
