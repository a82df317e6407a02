/** A recorded call as a graph that can be called again. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NativeBackend } from '../nativeBackend.js';
import { tf } from '../tensorflow.js';
import { constant, DataType, type GraphNode, nodeNameOf, prune } from './graph.js';
import { GraphSession, type Plan, plan } from './graphSession.js';
import type { FreshInput, RecordedCall, UsedVariable } from './recordedCall.js';
import { ResidentVariables } from './residentVariables.js';
import { inBfloat16 } from './rewrites/bfloat16.js';
import { withFusedComposites } from './rewrites/composites.js';
import { foldBatchNorm } from './rewrites/foldBatchNorm.js';
import type { ResidentNodes } from './rewrites/fusedAdam.js';
import { rewrite } from './rewrites/index.js';
import { moveAfterReaders } from './rewrites/moveAfterReaders.js';
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
  /** The names of those that run only when JavaScript has given a variable another value. */
  readonly occasional: ReadonlySet<string>;
  /** What became of a node of the recording: where its output is in the graph, or what moves the variable whose new value
   *  it is. */
  readonly resolve: (reference: string) => string;
  /** The variables that get new values. */
  readonly assigned: readonly Variable[];
  /** Those of them that are handed in and out at every call. */
  private readonly handed: readonly UsedVariable[];
  /** The others. */
  private readonly stay: readonly UsedVariable[];
  private readonly resident: ResidentVariables;
  private readonly session: GraphSession;
  private readonly feeds: readonly Feed[];
  private readonly step: Plan;

  /** @param isExact says which products stay in float32, if others are to be bfloat16. Without it, all. */
  constructor(
    backend: NativeBackend,
    readonly call: RecordedCall,
    isExact?: (node: GraphNode) => boolean,
  ) {
    const changed = call.variables.filter(({ after }) => after !== undefined);
    const afterOf = new Map(changed.map(({ name, after }) => [name, after!]));
    const fused = withFusedComposites(call.nodes, call.composites, afterOf);
    this.handed = changed.filter(({ name }) => !fused.resident.has(name));
    this.stay = changed.filter(({ name }) => fused.resident.has(name));
    this.assigned = [...this.handed, ...this.stay].map(({ variable }) => variable);
    const stay = this.stay.map(({ name }) => fused.resident.get(name)!);
    this.occasional = new Set(stay.map(({ set }) => set));
    const written = rewrite(fused.nodes);
    const moves = new Map(this.stay.map(({ after }, index) => [written.resolve(after!), stay[index]!.move]));
    this.resolve = (reference) => {
      const resolved = written.resolve(reference);
      return moves.get(resolved) ?? resolved;
    };
    const wanted = [...call.fetches, ...this.handed.map(({ after }) => after!)].map((reference) =>
      written.resolve(fused.resident.get(reference)?.before ?? reference),
    );
    const unfed = withoutFedFetches(written.nodes, wanted);
    const events = residentEvents(stay);
    const kept = [...unfed.fetches, ...events.map(({ name }) => name), ...stay.map(({ now }) => now)];
    const whole = moveAfterReaders(prune([...unfed.nodes, ...events], kept), stay);
    // Readers are counted on what is left.
    const folded = foldBatchNorm(whole, kept);
    const pooled = poolBeforeBias(poolBeforeRelu(folded, kept), kept);
    const { nodes, fetches } =
      isExact === undefined ? { nodes: pooled, fetches: kept } : inBfloat16(pooled, kept, isExact);
    this.nodes = prune(nodes, [
      ...fetches.slice(0, wanted.length),
      ...stay.flatMap(({ move, set }) => [move, set]),
    ]);
    this.session = new GraphSession(backend, prune(nodes, fetches));
    const [moved, given] = events.map(({ name }) => name);
    const outputs = [...fetches.slice(0, wanted.length), ...(moved === undefined ? [] : [moved])];
    const present = new Set(prune(nodes, outputs).map(({ name }) => name));
    const feeds = allFeeds(call).filter(({ name }) => present.has(name));
    this.feeds = feeds.map(({ feed }) => feed);
    this.step = plan(
      feeds.map(({ name }) => name),
      outputs,
    );
    const plans = {
      set: plan(
        stay.map(({ placeholder }) => placeholder),
        given === undefined ? [] : [given],
      ),
      read: plan(
        [],
        stay.map(({ now }) => now),
      ),
    };
    const variables = this.stay.map(({ variable }) => variable);
    this.resident = new ResidentVariables(backend, this.session, plans, variables);
  }

  /** Computes the outputs, which the caller disposes, gives the variables their new values and does all else that a call
   *  of the function does. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const { variables, fresh, effects } = this.call;
    const numbers = fresh.map(({ numbers }) => numbers.read());
    this.resident.bringIn();
    const { outputs, values } = this.compute(
      inputs,
      variables.map(({ variable }) => variable),
      numbers,
    );
    for (const [index, { variable }] of this.handed.entries()) variable.assign(values[index] as Variable);
    tf.dispose(values);
    this.resident.takeOver();
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
    if (distort === undefined) return this.recompute(inputs, before, numbers);
    const distorted = { inputs: inputs.map(distort), before: before.map(distort) };
    try {
      return this.recompute(distorted.inputs, distorted.before, numbers);
    } finally {
      tf.dispose(distorted);
    }
  }

  /** Ends the graph, and leaves the recorded call to another one. */
  close(): void {
    this.resident.release();
    this.session.dispose();
  }

  dispose(): void {
    this.close();
    tf.dispose(this.call.captured.map(({ tensor }) => tensor));
  }

  /** From any state, which JavaScript's variables do not get to see. */
  private recompute(
    inputs: readonly Tensor[],
    variables: readonly Tensor[],
    numbers: readonly (readonly number[])[],
  ): GraphResult {
    const { stay } = this;
    this.resident.give(variables.filter((_, index) => stay.includes(this.call.variables[index]!)));
    const { outputs, values } = this.compute(inputs, variables, numbers);
    return { outputs, values: [...values, ...this.resident.read()] };
  }

  /** A step, of the session's variables and of those that are handed in: their new values. */
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
    const results = this.session.run(this.step, tensors);
    tf.dispose(made);
    const count = this.call.fetches.length;
    const values = results.slice(count, count + this.handed.length);
    tf.dispose(results.slice(count + this.handed.length));
    return { outputs: results.slice(0, count), values };
  }
}

/** What is fetched to know that all variables of the session were moved, and that all were given values. */
function residentEvents(stay: readonly ResidentNodes[]): GraphNode[] {
  if (stay.length === 0) return [];
  const event = (name: string, after: readonly string[]): GraphNode => {
    const value = { dtype: DataType.float32, shape: [], values: Float32Array.of(0) };
    const waits = [...new Set(after)].map((one) => `^${one}`);
    return { ...constant(name, value), inputs: waits };
  };
  return [
    event(
      'variables_moved',
      stay.map(({ move }) => move),
    ),
    event(
      'variables_given',
      stay.map(({ set }) => set),
    ),
  ];
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
