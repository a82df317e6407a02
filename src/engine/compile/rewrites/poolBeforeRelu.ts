/** max pooling of relu(x) → relu of max pooling of x: the same number, as the largest of the positive parts is the positive
 *  part of the largest; and the same gradient, which goes to the window's first largest number where that is positive and
 *  nowhere else. The ReLU and its gradient then work on the few numbers that pooling leaves. */
import { type GraphNode, nodeNameOf } from '../graph.js';

/** @param fetches references that must stay what they are */
export function poolBeforeRelu(nodes: readonly GraphNode[], fetches: readonly string[]): GraphNode[] {
  const readers = readersOf(nodes);
  const fetched = new Set(fetches.map(nodeNameOf));
  const replaced = new Map<string, GraphNode[]>();
  for (const relu of nodes) {
    const match = relu.op === 'Relu' && !fetched.has(relu.name) ? matched(relu, readers, fetched) : undefined;
    if (match !== undefined) replace(relu, match, replaced);
  }
  return nodes.flatMap((node) => replaced.get(node.name) ?? [node]);
}

interface Match {
  pool: GraphNode;
  poolGradient: GraphNode;
  reluGradient: GraphNode;
}

/** The pooling of a ReLU and both gradients, if nothing else reads the ReLU. */
function matched(
  relu: GraphNode,
  readers: ReadonlyMap<string, readonly GraphNode[]>,
  fetched: ReadonlySet<string>,
): Match | undefined {
  const all = readers.get(relu.name) ?? [];
  const pool = all.find(({ op }) => op === 'MaxPool');
  const poolGradient = all.find(({ op }) => op === 'MaxPoolGrad');
  const reluGradient = all.find(({ op }) => op === 'ReluGrad');
  if (all.length !== 3 || pool === undefined || poolGradient === undefined || reluGradient === undefined) {
    return undefined;
  }
  const reads = (node: GraphNode, ...inputs: string[]): boolean => node.inputs.join() === inputs.join();
  const belongs =
    poolGradient.inputs[0] === relu.name &&
    poolGradient.inputs[1] === pool.name &&
    reads(reluGradient, poolGradient.name, relu.name) &&
    readers.get(poolGradient.name)?.length === 1 &&
    !fetched.has(poolGradient.name);
  return belongs ? { pool, poolGradient, reluGradient } : undefined;
}

function replace(
  relu: GraphNode,
  { pool, poolGradient, reluGradient }: Match,
  replaced: Map<string, GraphNode[]>,
): void {
  const x = relu.inputs[0]!;
  const largest = `${pool.name}_before_relu`;
  replaced.set(pool.name, [
    { ...pool, name: largest, inputs: [x] },
    { ...relu, name: pool.name, inputs: [largest], shapes: pool.shapes, label: relu.label },
  ]);
  // The gradients change places under each other's names, so that whoever reads the second goes on reading it.
  replaced.set(poolGradient.name, [
    {
      ...reluGradient,
      name: poolGradient.name,
      inputs: [poolGradient.inputs[2]!, pool.name],
      shapes: pool.shapes,
    },
  ]);
  replaced.set(reluGradient.name, [
    { ...poolGradient, name: reluGradient.name, inputs: [x, largest, poolGradient.name] },
  ]);
}

function readersOf(nodes: readonly GraphNode[]): Map<string, GraphNode[]> {
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
