/** A graph in the bytes that TensorFlow loads: a SavedModel with one MetaGraphDef, tagged `serve`. The messages are
 *  tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and tensorflow/core/framework/*.proto; only the fields
 *  that loading needs are written. */
import type { Attribute, ConstantValue, GraphNode, Shape } from './graph.js';
import { DataType } from './graph.js';
import { type Bytes, bytes, float, integer, message, text } from './protobuf.js';

export const tag = 'serve';

/** The bytes of `saved_model.pb`. `version` is TensorFlow's, such as 2.21.0. */
export function savedModel(nodes: readonly GraphNode[], version: string): Buffer {
  const meta = [...text(4, tag), ...text(5, version)];
  const graph = [...nodes.flatMap((node) => message(1, nodeDef(node))), ...message(4, integer(1, producer))];
  return Buffer.concat([...integer(1, 1), ...message(2, [...message(1, meta), ...message(2, graph)])]);
}

/** The graph format's version: TensorFlow 2.12's, whose operations tfjs-node knows. */
const producer = 1395;

function nodeDef({ name, op, inputs, attributes }: GraphNode): Bytes {
  return [
    ...text(1, name),
    ...text(2, op),
    ...inputs.flatMap((input) => text(3, input)),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      message(5, [...text(1, key), ...message(2, attrValue(value))]),
    ),
  ];
}

function attrValue(attribute: Attribute): Bytes {
  if ('s' in attribute) return text(2, attribute.s);
  if ('i' in attribute) return integer(3, attribute.i);
  if ('f' in attribute) return float(4, attribute.f);
  if ('b' in attribute) return integer(5, attribute.b ? 1 : 0);
  if ('type' in attribute) return integer(6, attribute.type);
  if ('shape' in attribute) return message(7, tensorShape(attribute.shape));
  if ('tensor' in attribute) return message(8, tensorProto(attribute.tensor));
  return message(1, listValue(attribute.list));
}

function listValue(list: Extract<Attribute, { list: unknown }>['list']): Bytes {
  switch (list.kind) {
    case 's':
      return list.values.flatMap((value) => text(2, value));
    case 'i':
      return list.values.flatMap((value) => integer(3, value));
    case 'f':
      return list.values.flatMap((value) => float(4, value));
    case 'b':
      return list.values.flatMap((value) => integer(5, value ? 1 : 0));
    case 'type':
      return list.values.flatMap((value) => integer(6, value));
  }
}

function tensorShape(shape: Shape | null): Bytes {
  if (shape === null) return integer(3, 1);
  return shape.flatMap((size) => message(2, integer(1, size)));
}

function tensorProto({ dtype, shape, values }: ConstantValue): Bytes {
  return [...integer(1, dtype), ...message(2, tensorShape(shape)), ...content(dtype, values)];
}

/** A tensor filled with one number is written as that number. */
function content(dtype: number, values: ConstantValue['values']): Bytes {
  const first = values[0];
  const isUniform = first !== undefined && values.every((value) => Object.is(value, first));
  if (isUniform && dtype === DataType.float32) return float(5, first);
  if (isUniform && dtype === DataType.int32) return integer(7, first);
  if (isUniform && dtype === DataType.bool) return integer(11, first);
  return bytes(4, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
}
