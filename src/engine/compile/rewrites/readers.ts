import { type GraphNode, nodeNameOf } from '../graph.js';

/** The nodes that read each node, by its name. */
export function readersOf(nodes: readonly GraphNode[]): Map<string, GraphNode[]> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of new Set(node.inputs.map(nodeNameOf))) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node]);
      else known.push(node);
    }
  }
  return readers;
}
