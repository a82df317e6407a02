/** What became of each recorded operation in the graph that runs. */
import { type GraphNode, nodeNameOf } from '../../engine/compile/graph.js';

/** `kept`: the same operation. `replaced`: another one in its place. `absorbed`: part of what another one became.
 *  `dropped`: nothing is computed for it any more. */
export type FateKind = 'kept' | 'replaced' | 'absorbed' | 'dropped';

export interface Fate {
  kind: FateKind;
  /** The node that it is now, or is a part of; undefined where it was dropped. */
  into: string | undefined;
}

/**
 * By the recorded nodes' names.
 * @param resolve where a recorded reference is among the nodes that run
 */
export function fatesOf(
  recorded: readonly GraphNode[],
  running: readonly GraphNode[],
  resolve: (reference: string) => string,
): ReadonlyMap<string, Fate> {
  const before = new Map(recorded.map((node) => [node.name, node]));
  const after = new Map(running.map((node) => [node.name, node]));
  const fates = new Map<string, Fate>();
  for (const node of recorded) {
    const fate = ownFate(node, before, after, running, resolve);
    if (fate !== undefined) fates.set(node.name, fate);
  }
  const readers = readersOf(recorded);
  /** What runs in the place of what reads an operation, through all that is not there any more. */
  const landings = new Map<string, string | undefined>();
  // From the end: what reads an operation has landed by then.
  for (const { name } of [...recorded].reverse()) {
    const next = (readers.get(name) ?? [])
      .map((reader) => landings.get(reader))
      .find((one) => one !== undefined);
    const fate = fates.get(name) ?? { kind: next === undefined ? 'dropped' : 'absorbed', into: next };
    fates.set(name, fate);
    landings.set(name, fate.into ?? next);
  }
  return fates;
}

/** Undefined for an operation that is not there any more because nobody reads it. */
function ownFate(
  { name, op }: GraphNode,
  before: ReadonlyMap<string, GraphNode>,
  after: ReadonlyMap<string, GraphNode>,
  running: readonly GraphNode[],
  resolve: (reference: string) => string,
): Fate | undefined {
  if (after.get(name)?.op === op) return { kind: 'kept', into: name };
  // A rewrite into several nodes names them after what they stand for.
  const part = running.find((node) => node.name.startsWith(`${name}_`) && !isMere(node));
  if (part !== undefined) return { kind: 'replaced', into: part.name };
  if (after.has(name)) return { kind: 'replaced', into: name };
  const elsewhere = nodeNameOf(resolve(name));
  if (elsewhere === name) return undefined;
  if (before.has(elsewhere)) return { kind: 'dropped', into: undefined };
  return { kind: 'absorbed', into: behind(elsewhere, after) };
}

/** Nodes that carry numbers about without computing. */
function isMere({ op }: GraphNode): boolean {
  return op === 'Const' || op === 'Reshape' || op === 'Placeholder';
}

/** What a variable's new value was read after. */
function behind(name: string, after: ReadonlyMap<string, GraphNode>): string {
  const node = after.get(name);
  const cause =
    node?.op === 'ReadVariableOp' ? node.inputs.find((input) => input.startsWith('^')) : undefined;
  return cause === undefined ? name : nodeNameOf(cause);
}

function readersOf(nodes: readonly GraphNode[]): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const { name, inputs } of nodes) {
    for (const input of inputs) {
      const read = nodeNameOf(input);
      const own = readers.get(read) ?? [];
      own.push(name);
      readers.set(read, own);
    }
  }
  return readers;
}
