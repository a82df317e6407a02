/** max pooling of x + bias → max pooling of x, + bias: the same number, as rounding keeps the order of numbers. The bias is
 *  added to the few numbers that pooling leaves, and its gradient is their sum, since pooling's gradient only distributes
 *  them. Of two numbers that only the bias's rounding makes equal, the larger one gets the gradient here, not the first.
 *  oneDNN takes long over a bias's gradient where it comes with the filters' one. */
import { type GraphNode, nodeNameOf } from '../graph.js';
import { readersOf } from './readers.js';

/**
 * Every operation keeps its name: two change places, and whoever read the pooling reads the sum.
 * @param fetches references that must stay what they are
 */
export function poolBeforeBias(nodes: readonly GraphNode[], fetches: readonly string[]): GraphNode[] {
  const readers = readersOf(nodes);
  const fetched = new Set(fetches.map(nodeNameOf));
  const matches = nodes.flatMap((bias) => matched(bias, readers, fetched) ?? []);
  const biasOf = new Map(matches.map(({ bias, pool }) => [pool.name, bias.name]));
  const slopes = new Map(matches.map(({ poolGradient }) => [poolGradient.name, poolGradient.inputs[2]!]));
  const read = (reference: string): string => biasOf.get(reference) ?? reference;
  const places = new Map(matches.flatMap((match) => placesOf(match, read)));
  return nodes.flatMap((node) => {
    const place = places.get(node.name);
    if (place !== undefined) return place;
    const summed = node.op === 'BiasAddGrad' ? slopes.get(node.inputs[0]!) : undefined;
    return [{ ...node, inputs: summed === undefined ? node.inputs.map(read) : [read(summed)] }];
  });
}

interface Match {
  bias: GraphNode;
  pool: GraphNode;
  poolGradient: GraphNode;
}

/** A sum with a bias that only a pooling and its gradient read. Without a gradient, TensorFlow adds the bias within the
 *  convolution, which costs nothing. */
function matched(
  bias: GraphNode,
  readers: ReadonlyMap<string, readonly GraphNode[]>,
  fetched: ReadonlySet<string>,
): Match | undefined {
  if (bias.op !== 'BiasAdd') return undefined;
  const all = readers.get(bias.name) ?? [];
  const pool = all.find(({ op }) => op === 'MaxPool');
  const poolGradient = all.find(({ op }) => op === 'MaxPoolGrad');
  if (all.length !== 2 || pool === undefined || poolGradient === undefined) return undefined;
  const belongs = poolGradient.inputs[0] === bias.name && poolGradient.inputs[1] === pool.name;
  return belongs && !fetched.has(bias.name) && !fetched.has(pool.name)
    ? { bias, pool, poolGradient }
    : undefined;
}

/** What stands at each one's place now. `read` tells where the value of a reference from before is found. */
function placesOf(
  { bias, pool, poolGradient }: Match,
  read: (reference: string) => string,
): [name: string, nodes: readonly GraphNode[]][] {
  const [x, b] = bias.inputs.map(read) as [string, string];
  const dy = read(poolGradient.inputs[2]!);
  return [
    [bias.name, []],
    [
      pool.name,
      [
        { ...pool, inputs: [x] },
        { ...bias, inputs: [pool.name, b], shapes: pool.shapes },
      ],
    ],
    [poolGradient.name, [{ ...poolGradient, inputs: [x, pool.name, dy] }]],
  ];
}
