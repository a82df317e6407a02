/** A convolution, and a normalization by moving statistics after it → the convolution with filters that were scaled, and a
 *  bias: γ·(w∗x + b − μ)/√(σ² + ε) + β = (s·w)∗x + (b − μ)·s + β with s = γ/√(σ² + ε). The filters are fewer than the
 *  numbers that come out, and TensorFlow fuses the bias and a ReLU with the convolution. Equal but for rounding. */
import { constant, DataType, type GraphNode, nodeNameOf } from '../graph.js';
import { readersOf } from './readers.js';
import { reshapeNodes } from './reshape.js';

const normalizations = new Set(['FusedBatchNorm', 'FusedBatchNormV3']);
const convolutions = new Set(['Conv2D', 'DepthwiseConv2dNative']);
const float = { type: DataType.float32 } as const;

/** @param fetches references that must stay what they are */
export function foldBatchNorm(nodes: readonly GraphNode[], fetches: readonly string[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = readersOf(nodes);
  const fetched = new Set(fetches.map(nodeNameOf));
  const references = new Set([...fetches, ...nodes.flatMap(({ inputs }) => inputs)]);
  const folded = new Map<string, readonly GraphNode[]>();
  for (const norm of nodes) {
    if (!isByMovingStatistics(norm)) continue;
    // Only the normal numbers are of use, not the statistics that are given out again.
    if ([1, 2, 3, 4, 5].some((output) => references.has(`${norm.name}:${output}`))) continue;
    const isReadHereOnly = (name: string): boolean =>
      readers.get(name)?.length === 1 && !fetched.has(name) && byName.has(name);
    const before = norm.inputs[0]!;
    if (!isReadHereOnly(before)) continue;
    const biased = byName.get(before)!;
    const convolution = biased.op === 'BiasAdd' ? byName.get(biased.inputs[0]!) : biased;
    if (convolution === undefined || !convolutions.has(convolution.op)) continue;
    if (!isReadHereOnly(convolution.name) || !isChannelsLast(convolution)) continue;
    const filter = byName.get(nodeNameOf(convolution.inputs[1]!))?.shapes[0];
    if (filter?.length !== 4) continue;
    folded.set(biased.name, []);
    folded.set(convolution.name, []);
    const bias = biased === convolution ? undefined : biased.inputs[1]!;
    folded.set(norm.name, foldedNodes(convolution, bias, norm, filter));
  }
  return nodes.flatMap((node) => folded.get(node.name) ?? [node]);
}

function isByMovingStatistics({ op, attributes }: GraphNode): boolean {
  const { is_training: training, T } = attributes;
  const isFloat = T !== undefined && 'type' in T && T.type === DataType.float32;
  return normalizations.has(op) && isFloat && training !== undefined && 'b' in training && !training.b;
}

function isChannelsLast({ attributes: { data_format: format } }: GraphNode): boolean {
  return format === undefined || ('s' in format && format.s === 'NHWC');
}

/** What stands at the normalization's place, under its name the last. */
function foldedNodes(
  convolution: GraphNode,
  bias: string | undefined,
  norm: GraphNode,
  filter: readonly number[],
): GraphNode[] {
  const [, gamma, beta, mean, variance] = norm.inputs as [string, string, string, string, string];
  const { label, pass } = norm;
  const made: GraphNode[] = [];
  const add = (name: string, op: string, inputs: string[], shape: readonly number[]): string => {
    const dtypes = [DataType.float32];
    made.push({ name, op, inputs, attributes: { T: float }, shapes: [shape], dtypes, label, pass });
    return name;
  };
  const channels = [norm.shapes[0]!.at(-1)!];
  const named = (part: string): string => `${norm.name}_${part}`;
  const epsilonValue = norm.attributes.epsilon;
  const epsilon = epsilonValue !== undefined && 'f' in epsilonValue ? epsilonValue.f : 1e-4;
  made.push(
    constant(named('epsilon'), { dtype: DataType.float32, shape: [], values: Float32Array.of(epsilon) }),
  );
  const spread = add(named('spread'), 'AddV2', [variance, named('epsilon')], channels);
  const factor = add(
    named('factor'),
    'Mul',
    [gamma, add(named('root'), 'Rsqrt', [spread], channels)],
    channels,
  );
  let columns = factor;
  if (convolution.op === 'DepthwiseConv2dNative') {
    columns = named('columns');
    made.push(...reshapeNodes(columns, factor, filter.slice(2), float, [DataType.float32]));
  }
  const scaled = add(named('filter'), 'Mul', [convolution.inputs[1]!, columns], filter);
  const center = bias === undefined ? mean : add(named('center'), 'Sub', [mean, bias], channels);
  const moved = add(named('moved'), 'Mul', [center, factor], channels);
  const shift = add(named('shift'), 'Sub', [beta, moved], channels);
  made.push({ ...convolution, inputs: [convolution.inputs[0]!, scaled] });
  made.push({
    ...norm,
    op: 'BiasAdd',
    inputs: [convolution.name, shift],
    attributes: { T: float, data_format: { s: 'NHWC' } },
    shapes: [norm.shapes[0]!],
    dtypes: [DataType.float32],
  });
  return made;
}
