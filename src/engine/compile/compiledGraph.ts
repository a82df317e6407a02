/** A recorded call as a graph that can be called again. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NativeBackend } from '../nativeBackend.js';
import { tf } from '../tensorflow.js';
import { type GraphNode, nodeNameOf, prune } from './graph.js';
import { GraphSession } from './graphSession.js';
import type { FreshInput, RecordedCall } from './recordedCall.js';
import { inBfloat16 } from './rewrites/bfloat16.js';
import { withFusedComposites } from './rewrites/composites.js';
import { foldBatchNorm } from './rewrites/foldBatchNorm.js';
import { rewrite } from './rewrites/index.js';
import { poolBeforeBias } from './rewrites/poolBeforeBias.js';
import { poolBeforeRelu } from './rewrites/poolBeforeRelu.js';

/** What stands for a placeholder: the how-manieth of its kind. */
type Feed = { kind: 'input' | 'variable' | 'captured' | 'fresh'; index: number };

/** What a graph computes. */
export interface GraphResult {
  outputs: Tensor[];
  /** The new values of the variables that get one, in order. */
  values: Tensor[];
}

export class CompiledGraph {
  /** The graph as it runs, after the rewrites. */
  readonly nodes: readonly GraphNode[];
  /** What became of a node of the recording: where its output is in the graph. */
  readonly resolve: (reference: string) => string;
  /** The variables that get new values. */
  readonly assigned: readonly Variable[];
  private readonly session: GraphSession;
  private readonly feeds: readonly Feed[];

  /** @param isExact says which products stay in float32, if others are to be bfloat16. Without it, all. */
  constructor(
    backend: NativeBackend,
    readonly call: RecordedCall,
    isExact?: (node: GraphNode) => boolean,
  ) {
    const changed = call.variables.filter(({ after }) => after !== undefined);
    this.assigned = changed.map(({ variable }) => variable);
    const written = rewrite(withFusedComposites(call.nodes, call.composites));
    const wanted = [...call.fetches, ...changed.map(({ after }) => after!)].map(written.resolve);
    this.resolve = written.resolve;
    const unfed = withoutFedFetches(written.nodes, wanted);
    // Readers are counted on what is left.
    const folded = foldBatchNorm(prune(unfed.nodes, unfed.fetches), unfed.fetches);
    const pooled = poolBeforeBias(poolBeforeRelu(folded, unfed.fetches), unfed.fetches);
    const { nodes, fetches } =
      isExact === undefined
        ? { nodes: pooled, fetches: unfed.fetches }
        : inBfloat16(pooled, unfed.fetches, isExact);
    this.nodes = prune(nodes, fetches);
    const present = new Set(this.nodes.map(({ name }) => name));
    const feeds = allFeeds(call).filter(({ name }) => present.has(name));
    this.feeds = feeds.map(({ feed }) => feed);
    this.session = new GraphSession(
      backend,
      this.nodes,
      feeds.map(({ name }) => name),
      fetches,
    );
  }

  /** Computes the outputs, which the caller disposes, gives the variables their new values and does all else that a call
   *  of the function does. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const { variables, fresh, effects } = this.call;
    const numbers = fresh.map(({ numbers }) => numbers.read());
    const { outputs, values } = this.compute(
      inputs,
      variables.map(({ variable }) => variable),
      numbers,
    );
    for (const [index, variable] of this.assigned.entries()) variable.assign(values[index] as Variable);
    tf.dispose(values);
    for (const effect of effects) effect();
    return outputs;
  }

  /**
   * Computes what the recorded call computed, from the state that it began with.
   * @param distort makes another tensor of every input and variable, with which to begin instead
   */
  repeat(inputs: readonly Tensor[], distort?: (tensor: Tensor) => Tensor): GraphResult {
    const { variables, fresh } = this.call;
    const before = variables.map(({ valueBefore }) => valueBefore);
    const numbers = fresh.map(({ values }) => values);
    if (distort === undefined) return this.compute(inputs, before, numbers);
    const distorted = { inputs: inputs.map(distort), before: before.map(distort) };
    try {
      return this.compute(distorted.inputs, distorted.before, numbers);
    } finally {
      tf.dispose(distorted);
    }
  }

  /** Ends the graph, and leaves the recorded call to another one. */
  close(): void {
    this.session.dispose();
  }

  dispose(): void {
    this.close();
    tf.dispose(this.call.captured.map(({ tensor }) => tensor));
  }

  private compute(
    inputs: readonly Tensor[],
    variables: readonly Tensor[],
    numbers: readonly (readonly number[])[],
  ): GraphResult {
    const { captured, fresh } = this.call;
    const made: Tensor[] = [];
    const tensors = this.feeds.map(({ kind, index }) => {
      if (kind === 'input') return inputs[index]!;
      if (kind === 'variable') return variables[index]!;
      if (kind === 'captured') return captured[index]!.tensor;
      const tensor = tensorOf(fresh[index]!, numbers[index]!);
      made.push(tensor);
      return tensor;
    });
    const results = this.session.run(tensors);
    tf.dispose(made);
    const count = this.call.fetches.length;
    return { outputs: results.slice(0, count), values: results.slice(count) };
  }
}

function allFeeds(call: RecordedCall): { name: string; feed: Feed }[] {
  const named = (kind: Feed['kind'], names: readonly string[]) =>
    names.map((name, index) => ({ name, feed: { kind, index } }));
  return [
    ...named('input', call.inputNames),
    ...named(
      'variable',
      call.variables.map(({ name }) => name),
    ),
    ...named(
      'captured',
      call.captured.map(({ name }) => name),
    ),
    ...named(
      'fresh',
      call.fresh.map(({ name }) => name),
    ),
  ];
}

function tensorOf({ numbers: { shape, dtype } }: FreshInput, values: readonly number[]): Tensor {
  return tf.tensor([...values], [...shape], dtype);
}

/** TensorFlow refuses to fetch what it is fed; a node between helps. */
function withoutFedFetches(
  nodes: readonly GraphNode[],
  fetches: readonly string[],
): { nodes: GraphNode[]; fetches: string[] } {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const added: GraphNode[] = [];
  const places = fetches.map((fetch, index) => {
    const node = byName.get(nodeNameOf(fetch));
    if (node?.op !== 'Placeholder') return fetch;
    const { dtypes, shapes } = node;
    const name = `fetch_${index}`;
    added.push({
      name,
      op: 'Identity',
      inputs: [fetch],
      attributes: { T: { type: dtypes[0]! } },
      shapes,
      dtypes,
    });
    return name;
  });
  return { nodes: [...nodes, ...added], fetches: places };
}
