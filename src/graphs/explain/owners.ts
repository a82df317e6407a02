/** Whose operation each is: a layer's, and in which part of a step, also where nobody said so when it ran. */
import type { Variable } from '@tensorflow/tfjs';
import { type GraphNode, nodeNameOf } from '../../engine/compile/graph.js';
import type { RecordedCall } from '../../engine/compile/recordedCall.js';
import type { Pass } from '../../engine/operationLabel.js';

export interface Owner {
  layer: string | undefined;
  pass: Pass;
}

/**
 * By the nodes' names.
 * @param nodes a recording's, or what it was rewritten to
 * @param resolve where a reference of the recording is among the nodes
 * @param layerOf the layer of a weight; undefined for what an optimizer remembers
 */
export function ownersOf(
  nodes: readonly GraphNode[],
  call: RecordedCall,
  resolve: (reference: string) => string,
  layerOf: (variable: Variable) => string | undefined,
): ReadonlyMap<string, Owner> {
  const recorded = new Map(call.nodes.map((node) => [node.name, node]));
  const owners = new Map<string, Owner>();
  for (const node of nodes) owners.set(node.name, said(node, recorded, owners));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const updated = new Map<string, Set<string>>();
  for (const { variable, after } of call.variables) {
    const layer = layerOf(variable);
    if (after === undefined || layer === undefined) continue;
    for (const name of updateOf(nodeNameOf(resolve(after)), byName, owners)) {
      updated.set(name, (updated.get(name) ?? new Set()).add(layer));
    }
  }
  for (const [name, layers] of updated) if (layers.size === 1) owners.get(name)!.layer = [...layers][0];
  for (const { name, inputs } of nodes) {
    const own = owners.get(name)!;
    if (own.pass === 'update')
      own.layer ??= inputs.map((input) => owners.get(nodeNameOf(input))).find(isUpdate)?.layer;
  }
  return owners;
}

/** What was known when the operation ran. A node that a rewrite made has its origin's name at the front. */
function said(
  node: GraphNode,
  recorded: ReadonlyMap<string, GraphNode>,
  owners: ReadonlyMap<string, Owner>,
): Owner {
  const origin = recorded.get(node.name) ?? recorded.get(/^[A-Za-z0-9]+_\d+/.exec(node.name)?.[0] ?? '');
  if (origin === undefined) return { layer: undefined, pass: 'update' };
  const pass = origin.pass ?? 'forward';
  if (pass !== 'forward' || origin.label !== undefined) return { layer: origin.label, pass };
  // tfjs adds gradients up on its own account.
  const before = node.inputs.map((input) => owners.get(nodeNameOf(input)));
  return before.find((owner) => owner?.pass === 'backward') ?? { layer: undefined, pass };
}

/** The operations of an update that a new value needs. */
function updateOf(
  name: string,
  byName: ReadonlyMap<string, GraphNode>,
  owners: ReadonlyMap<string, Owner>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || !isUpdate(owners.get(next))) continue;
    found.add(next);
    open.push(...(byName.get(next)?.inputs ?? []).map(nodeNameOf));
  }
  return found;
}

function isUpdate(owner: Owner | undefined): boolean {
  return owner?.pass === 'update';
}
