/** Rewrites of a recorded graph into what TensorFlow's own optimizer recognizes and fuses. Each is exact. */
import type { GraphNode } from '../graph.js';
import { activationGrad } from './activationGrad.js';
import { biasAdd } from './biasAdd.js';
import { biasAddGrad } from './biasAddGrad.js';
import { dropNoOps } from './dropNoOps.js';
import { expandDims } from './expandDims.js';
import { GraphView } from './graphView.js';
import { leakyReluGrad } from './leakyReluGrad.js';
import { matMul } from './matMul.js';

/** The node in its new form (with nodes to put before it); none where it became another's alias; or itself. */
export type Rewrite = (node: GraphNode, view: GraphView) => readonly GraphNode[] | undefined;

const rewrites: readonly Rewrite[] = [
  dropNoOps,
  expandDims,
  leakyReluGrad,
  activationGrad,
  biasAdd,
  biasAddGrad,
  matMul,
];

/** The nodes rewritten, in order. References from outside to a dropped node are found with `resolve`. */
export function rewrite(nodes: readonly GraphNode[]): {
  nodes: GraphNode[];
  resolve(reference: string): string;
} {
  const view = new GraphView(nodes);
  const written: GraphNode[] = [];
  for (const original of nodes) {
    const node = view.put({ ...original, inputs: original.inputs.map((input) => view.resolve(input)) });
    for (const one of rewritten(node, view)) written.push(view.put(one));
  }
  return { nodes: written, resolve: (reference) => view.resolve(reference) };
}

/** What one rewrite makes of a node may be what another one waits for. */
function rewritten(node: GraphNode, view: GraphView): readonly GraphNode[] {
  const replaced = firstRewrite(node, view);
  const last = replaced?.at(-1);
  if (replaced === undefined || last === undefined) return replaced ?? [node];
  for (const one of replaced) view.put(one);
  return last.op === node.op ? replaced : [...replaced.slice(0, -1), ...rewritten(last, view)];
}

function firstRewrite(node: GraphNode, view: GraphView): readonly GraphNode[] | undefined {
  for (const apply of rewrites) {
    const replaced = apply(node, view);
    if (replaced !== undefined) return replaced;
  }
  return undefined;
}
