/** Whether two recorded calls of one function did the same: if not, JavaScript decided something between them (drew a
 *  random number, counted a step, read a clock, changed a setting), and a graph would repeat the first decision. */
import type { Attribute, GraphNode } from './graph.js';
import type { RecordedCall } from './recordedCall.js';

/** The first difference, in words; undefined if there is none. */
export function firstDifference(one: RecordedCall, other: RecordedCall): string | undefined {
  const variables = one.variables.map(({ variable, after }) => ({ variable, after }));
  const sameVariables =
    variables.length === other.variables.length &&
    variables.every(({ variable, after }, index) => {
      const twin = other.variables[index]!;
      return twin.variable === variable && twin.after === after;
    });
  const sameCaptured =
    one.captured.length === other.captured.length &&
    one.captured.every(({ dataId }, index) => dataId === other.captured[index]!.dataId);
  for (const [index, node] of one.nodes.entries()) {
    const twin = other.nodes[index];
    if (twin === undefined) break;
    const difference = nodeDifference(node, twin);
    if (difference !== undefined) return difference;
  }
  if (one.nodes.length !== other.nodes.length) {
    return `it computes differently from call to call (${one.nodes.length} operations, then ${other.nodes.length})`;
  }
  if (!sameVariables) return 'it works with other variables from call to call';
  if (!sameCaptured) return 'it reads another tensor of the notebook from call to call';
  if (one.fetches.join() !== other.fetches.join()) return 'it returns something else from call to call';
  return undefined;
}

function nodeDifference(node: GraphNode, twin: GraphNode): string | undefined {
  const label = node.label === undefined ? '' : ` in layer “${node.label}”`;
  if (node.op === 'Const' && twin.op === 'Const') {
    return sameAttributes(node, twin)
      ? undefined
      : 'a number that JavaScript computes changes from call to call';
  }
  const isSame =
    node.op === twin.op &&
    node.inputs.join() === twin.inputs.join() &&
    node.shapes.join() === twin.shapes.join() &&
    sameAttributes(node, twin);
  return isSame
    ? undefined
    : `it computes differently from call to call (${node.op}${label}, then ${twin.op})`;
}

function sameAttributes({ attributes: one }: GraphNode, { attributes: other }: GraphNode): boolean {
  const names = Object.keys(one);
  if (names.join() !== Object.keys(other).join()) return false;
  return names.every((name) => sameAttribute(one[name]!, other[name]!));
}

function sameAttribute(one: Attribute, other: Attribute): boolean {
  if (!('tensor' in one) || !('tensor' in other)) return JSON.stringify(one) === JSON.stringify(other);
  const [a, b] = [one.tensor, other.tensor];
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  return sameBytes(a.values, b.values) || a.values.every((value, index) => Object.is(value, b.values[index]));
}

/** Far sooner told than number by number, for constants as large as an activation. */
function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
