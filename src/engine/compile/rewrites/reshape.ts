import { type Attribute, constant, DataType, type GraphNode, type Shape } from '../graph.js';

/** A Reshape to a shape that is known, with the constant that says it. */
export function reshapeNodes(
  name: string,
  input: string,
  shape: Shape,
  type: Attribute,
  dtypes: readonly number[],
): GraphNode[] {
  const target = constant(`${name}_shape`, {
    dtype: DataType.int32,
    shape: [shape.length],
    values: Int32Array.from(shape),
  });
  const attributes = { T: type, Tshape: { type: DataType.int32 } };
  return [target, { name, op: 'Reshape', inputs: [input, target.name], attributes, shapes: [shape], dtypes }];
}
