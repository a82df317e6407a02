/** A TensorFlow graph as plain objects: nodes in an order in which each comes after what it reads. */
import type { Pass } from '../operationLabel.js';

/** TensorFlow's numbers for types (tensorflow/core/framework/types.proto). */
export const DataType = {
  float32: 1,
  int32: 3,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

export type Shape = readonly number[];

/** A constant's numbers. One number stands for a tensor filled with it. */
export interface ConstantValue {
  dtype: number;
  shape: Shape;
  values: Float32Array | Int32Array | Uint8Array;
}

/** A setting of an operation, as AttrValue has it. */
export type Attribute =
  | { s: string }
  | { i: number }
  | { f: number }
  | { b: boolean }
  | { type: number }
  | { shape: Shape | null }
  | { tensor: ConstantValue }
  | { list: { kind: 's'; values: readonly string[] } }
  | { list: { kind: 'i' | 'f' | 'type'; values: readonly number[] } }
  | { list: { kind: 'b'; values: readonly boolean[] } };

export interface GraphNode {
  name: string;
  op: string;
  /** `name` or `name:1` for a later output, then `^name` for what only has to run before. */
  inputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
  /** One for each output. */
  shapes: readonly Shape[];
  dtypes: readonly number[];
  /** Whose operation it is, such as a layer's name. */
  label?: string;
  /** Which part of a step it belongs to. */
  pass?: Pass;
}

/** The node that a reference such as `name:1` or `^name` points at. */
export function nodeNameOf(reference: string): string {
  return reference.replace(/^\^/, '').replace(/:\d+$/, '');
}

/** Which output of its node a reference points at. */
export function outputIndexOf(reference: string): number {
  const index = /:(\d+)$/.exec(reference)?.[1];
  return index === undefined ? 0 : Number(index);
}

/** Where values come in from outside. */
export function placeholder(name: string, dtype: number, shape: Shape): GraphNode {
  return {
    name,
    op: 'Placeholder',
    inputs: [],
    attributes: { dtype: { type: dtype }, shape: { shape } },
    shapes: [shape],
    dtypes: [dtype],
  };
}

export function constant(name: string, value: ConstantValue): GraphNode {
  return {
    name,
    op: 'Const',
    inputs: [],
    attributes: { dtype: { type: value.dtype }, value: { tensor: value } },
    shapes: [value.shape],
    dtypes: [value.dtype],
  };
}

/** The nodes that the outputs need, in their order. */
export function prune(nodes: readonly GraphNode[], outputs: readonly string[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set<string>();
  const open = outputs.map(nodeNameOf);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const node = byName.get(name);
    if (node === undefined) throw new Error(`The graph has no node ${name}.`);
    open.push(...node.inputs.map(nodeNameOf));
  }
  return nodes.filter((node) => needed.has(node.name));
}

/** TensorFlow's number for a tensor's type. */
export function dataTypeOf({ dtype }: { dtype: string }): number {
  switch (dtype) {
    case 'float32':
      return DataType.float32;
    case 'int32':
      return DataType.int32;
    case 'bool':
      return DataType.bool;
    default:
      throw new Error(`Graphs know no tensors of type ${dtype}.`);
  }
}
