/** What moves a variable in place waits for what still reads its old value: TensorFlow would copy the variable first. */
import { type GraphNode, nodeNameOf } from '../graph.js';
import type { ResidentNodes } from './fusedAdam.js';
import { readersOf } from './readers.js';

/** @param resident what is moved, and by which of the nodes; the nodes are in an order in which they can run */
export function moveAfterReaders(
  nodes: readonly GraphNode[],
  resident: readonly ResidentNodes[],
): readonly GraphNode[] {
  const readers = readersOf(nodes);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const places = new Map(nodes.map(({ name }, index) => [name, index]));
  const waits = new Map<string, Set<string>>();
  for (const { before, move } of resident) {
    if (!byName.has(before)) continue;
    const earlier = (readers.get(before) ?? []).filter(({ name }) => places.get(name)! < places.get(move)!);
    const waited = waits.get(move) ?? new Set<string>();
    for (const { name } of [byName.get(before)!, ...earlier]) waited.add(name);
    waits.set(move, waited);
  }
  return nodes.map((node) => {
    const waited = waits.get(node.name);
    if (waited === undefined) return node;
    // Not for what it waits for anyway: an operation that another one waits for is not fused with its neighbors.
    const known = ancestorsOf(node, byName);
    const more = [...waited].filter((name) => !known.has(name)).map((name) => `^${name}`);
    return { ...node, inputs: [...node.inputs, ...more] };
  });
}

function ancestorsOf(node: GraphNode, byName: ReadonlyMap<string, GraphNode>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = node.inputs.map(nodeNameOf);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(byName.get(name)?.inputs ?? []).map(nodeNameOf));
  }
  return found;
}
