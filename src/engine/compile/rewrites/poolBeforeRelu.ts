/** max pooling of relu(x) → relu of max pooling of x: the same number, as the largest of the positive parts is the positive
 *  part of the largest; and the same gradient, which goes to the window's first largest number where that is positive and
 *  nowhere else. The ReLU and its gradient then work on the few numbers that pooling leaves. */
import { type GraphNode, nodeNameOf } from '../graph.js';
import { readersOf } from './readers.js';

/**
 * Every operation keeps its name: two change places, and whoever read the second reads the first.
 * @param fetches references that must stay what they are
 */
export function poolBeforeRelu(nodes: readonly GraphNode[], fetches: readonly string[]): GraphNode[] {
  const readers = readersOf(nodes);
  const fetched = new Set(fetches.map(nodeNameOf));
  const matches = nodes.flatMap((relu) => matched(relu, readers, fetched) ?? []);
  const instead = new Map<string, string>();
  for (const { relu, pool, poolGradient, reluGradient } of matches) {
    instead.set(pool.name, relu.name);
    instead.set(reluGradient.name, poolGradient.name);
  }
  const read = (reference: string): string => instead.get(reference) ?? reference;
  const places = new Map(matches.flatMap((match) => placesOf(match, read)));
  return nodes.flatMap((node) => places.get(node.name) ?? [{ ...node, inputs: node.inputs.map(read) }]);
}

interface Match {
  relu: GraphNode;
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
  if (relu.op !== 'Relu') return undefined;
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
    ![relu, pool, poolGradient, reluGradient].some(({ name }) => fetched.has(name));
  return belongs ? { relu, pool, poolGradient, reluGradient } : undefined;
}

/** What stands at each one's place now. `read` tells where the value of a reference from before is found. */
function placesOf(
  { relu, pool, poolGradient, reluGradient }: Match,
  read: (reference: string) => string,
): [name: string, nodes: readonly GraphNode[]][] {
  const { shapes } = pool;
  const x = read(relu.inputs[0]!);
  const dy = read(poolGradient.inputs[2]!);
  return [
    [relu.name, []],
    [
      pool.name,
      [
        { ...pool, inputs: [x] },
        { ...relu, inputs: [pool.name], shapes },
      ],
    ],
    [
      poolGradient.name,
      [
        { ...reluGradient, inputs: [dy, relu.name], shapes },
        { ...poolGradient, inputs: [x, pool.name, reluGradient.name] },
      ],
    ],
    [reluGradient.name, []],
  ];
}
