/** Groups of operations → the one operation of TensorFlow's that they are together: one pass over memory where the group
 *  takes a dozen. */
import { DataType, type GraphNode, nodeNameOf, outputIndexOf } from '../graph.js';
import type { CompositeNodes } from '../recordedCall.js';
import { fusedAdam, type ResidentNodes } from './fusedAdam.js';

/**
 * The nodes with every group replaced that there is an operation for.
 * @returns the nodes, and by their placeholders' names the variables that stay in the session
 * @param afterOf where the new value of a variable is, by its placeholder's name
 */
export function withFusedComposites(
  nodes: readonly GraphNode[],
  composites: readonly CompositeNodes[],
  afterOf: ReadonlyMap<string, string>,
): { nodes: readonly GraphNode[]; resident: ReadonlyMap<string, ResidentNodes> } {
  const adams = composites.filter(({ kind }) => kind === 'adam' || kind === 'adamWithAmsgrad');
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const replaced = new Map<string, readonly GraphNode[]>();
  const resident = new Map<string, ResidentNodes>();
  for (const [index, group] of adams.entries()) {
    const outputs = Object.values(group.outputs).map((reference) => byName.get(nodeNameOf(reference)));
    const value = outputs[0];
    if (value?.dtypes[0] !== DataType.float32 || !Object.values(group.outputs).every(isFirstOutput)) continue;
    const { made, results, moved } = fusedAdam(`adam_${index}`, group, value, (state) => {
      const placeholder = group.inputs[state]!;
      return afterOf.get(placeholder) === group.outputs[state] && !resident.has(placeholder);
    });
    for (const [placeholder, { nodes: own, ...names }] of moved) {
      resident.set(placeholder, { placeholder, ...names });
      replaced.set(placeholder, [byName.get(placeholder)!, ...own]);
    }
    // Before the first of them: what the group reads is computed by then.
    const first = nodes.find((node) => outputs.includes(node))!;
    for (const [name, reference] of Object.entries(group.outputs)) {
      const node = byName.get(reference)!;
      const same: GraphNode = {
        ...node,
        op: 'Identity',
        inputs: [results[name]!],
        attributes: { T: { type: DataType.float32 } },
      };
      replaced.set(reference, node === first ? [...made, same] : [same]);
    }
  }
  const sets = new Set([...resident.values()].map(({ set }) => set));
  const read = (reference: string): string => resident.get(reference)?.before ?? reference;
  return {
    nodes: nodes
      .flatMap((node) => replaced.get(node.name) ?? [node])
      .map((node) => (sets.has(node.name) ? node : { ...node, inputs: node.inputs.map(read) })),
    resident,
  };
}

function isFirstOutput(reference: string): boolean {
  return outputIndexOf(reference) === 0;
}
