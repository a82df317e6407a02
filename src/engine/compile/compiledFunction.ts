/** A function of tensors that becomes a TensorFlow graph where that pays: tfjs runs operation by operation, a graph runs
 *  as a whole, fused and with its parts side by side.
 *
 *  For inputs of given shapes the function first runs eagerly. Once it has computed as much as a graph costs to make, the
 *  next two calls are recorded; if both did the same, the graph is made and has to give what the second call gave, from
 *  the same state. From then on the graph runs. What a call does to the world (variables, drawn seeds, counters) is the
 *  same all the while. */
import type { Tensor } from '@tensorflow/tfjs';
import { type CallObserver, observed, observer } from '../everyCall.js';
import { type NativeBackend, nativeBackend } from '../nativeBackend.js';
import { tf } from '../tensorflow.js';
import { agree, nudged, type Results } from './agreement.js';
import { CompiledGraph, type GraphResult } from './compiledGraph.js';
import { type MixedPrecision, withPrecision } from './mixedPrecision.js';
import { disposeCall, type RecordedCall, recordCall } from './recordedCall.js';
import { firstDifference } from './sameCall.js';
import { callsWorthAGraph, counted } from './work.js';

export type TensorFunction = (inputs: readonly Tensor[]) => Tensor[];

export interface CompiledFunctionOptions {
  /** `soon`: from the fourth call on. `whenItPays`: after as many calls as a graph costs to make. */
  when: 'soon' | 'whenItPays';
  /** Told once for every kind of inputs for which the function stays eager. */
  onEager?(reason: string): void;
  /** How it may compute in bfloat16. Default: it does not. */
  precision?: MixedPrecision;
  /** Told when a doubted graph turns out to compute something else than the function does now. */
  onChange?(difference: string): void;
}

/** A graph that ran this often since it was compared with the function is compared again when asked. */
const runsWorthChecking = 16;
/** Graphs for so many kinds of inputs are kept: those that ran last. */
const mostGraphs = 16;

/** What is known of the function for inputs of certain shapes. */
type Stage =
  | { kind: 'eager'; callsLeft: number }
  | { kind: 'recorded'; call: RecordedCall }
  | { kind: 'compiled'; graph: CompiledGraph; runs: number; isDoubted: boolean }
  | { kind: 'refused'; reason: string };

export class CompiledFunction {
  private readonly stages = new Map<string, Stage>();
  /** What decides in JavaScript which operations run, as far as is known. */
  private readonly conditions = new Set<() => string>();

  constructor(
    private readonly fn: TensorFunction,
    private readonly options: CompiledFunctionOptions,
  ) {}

  /**
   * The function's outputs, which the caller disposes.
   * @param variant tells calls apart in which the function does something else
   */
  call(inputs: readonly Tensor[], variant = ''): Tensor[] {
    const backend = nativeBackend();
    if (backend === undefined || isFollowed()) return this.fn(inputs);
    const key = this.keyOf(inputs, variant);
    const stage = this.stages.get(key);
    if (stage === undefined) return this.begin(backend, inputs, variant);
    switch (stage.kind) {
      case 'refused':
        return this.fn(inputs);
      case 'compiled':
        return this.runGraph(backend, key, stage, inputs);
      case 'recorded':
        return this.compile(backend, key, stage.call, inputs);
      case 'eager':
        return stage.callsLeft-- > 0 ? this.fn(inputs) : this.record(backend, key, inputs);
    }
  }

  /** Something may have changed that a graph does not notice: its next call is compared with the function once more,
   *  unless it was a moment ago. */
  doubt(): void {
    for (const stage of this.stages.values()) {
      if (stage.kind === 'compiled') stage.isDoubted = stage.runs >= runsWorthChecking;
    }
  }

  /** Why calls with such inputs stay eager; undefined if they do not, or if that is not known yet. */
  refusal(inputs: readonly Tensor[], variant = ''): string | undefined {
    const stage = this.stages.get(this.keyOf(inputs, variant));
    return stage?.kind === 'refused' ? stage.reason : undefined;
  }

  /** The graph that runs for such inputs, if there is one. */
  graph(inputs: readonly Tensor[], variant = ''): CompiledGraph | undefined {
    const stage = this.stages.get(this.keyOf(inputs, variant));
    return stage?.kind === 'compiled' ? stage.graph : undefined;
  }

  dispose(): void {
    for (const stage of this.stages.values()) {
      if (stage.kind === 'compiled') stage.graph.dispose();
    }
    this.stages.clear();
  }

  private begin(backend: NativeBackend, inputs: readonly Tensor[], variant: string): Tensor[] {
    // A condition reads the same before the call as when it is met: keys are made of what holds before.
    const met = new Map<() => string, string>();
    const condition = (read: () => string): void => void (met.has(read) || met.set(read, read()));
    const watcher = { ...bystander, condition };
    const before = this.keyOf(inputs, variant);
    const { result, work } = counted(backend, () => observed(watcher, () => this.fn(inputs)));
    const fresh = [...met].filter(([read]) => !this.conditions.has(read));
    this.learn(fresh.map(([read]) => read));
    const key = before + fresh.map(([, value]) => `|${value}`).join('');
    const callsLeft = this.options.when === 'soon' ? 0 : callsWorthAGraph(work);
    this.stages.set(key, { kind: 'eager', callsLeft });
    return result;
  }

  private runGraph(
    backend: NativeBackend,
    key: string,
    stage: Stage & { kind: 'compiled' },
    inputs: readonly Tensor[],
  ): Tensor[] {
    if (!stage.isDoubted) {
      stage.runs++;
      this.stages.delete(key);
      this.stages.set(key, stage);
      return stage.graph.run(inputs);
    }
    const { call, outputs } = recordCall(backend, this.fn, inputs);
    const difference = call.problem ?? firstDifference(stage.graph.call, call);
    if (difference === undefined) {
      disposeCall(call);
      stage.runs = 0;
      stage.isDoubted = false;
      return outputs;
    }
    this.options.onChange?.(difference);
    stage.graph.dispose();
    this.settleRecorded(key, call);
    return outputs;
  }

  private record(backend: NativeBackend, key: string, inputs: readonly Tensor[]): Tensor[] {
    const { call, outputs } = recordCall(backend, this.fn, inputs);
    this.settleRecorded(key, call);
    return outputs;
  }

  private settleRecorded(key: string, call: RecordedCall): void {
    disposeCall(call);
    // Begins anew where it turns out only now what the calls depend on.
    if (this.learn([...call.conditions])) return;
    if (call.problem === undefined) this.stages.set(key, { kind: 'recorded', call });
    else this.refuse(key, call.problem);
  }

  /** Records a second call, and makes the graph if it agrees with the first one's recording and this one's results. */
  private compile(
    backend: NativeBackend,
    key: string,
    first: RecordedCall,
    inputs: readonly Tensor[],
  ): Tensor[] {
    const { call, outputs } = recordCall(backend, this.fn, inputs);
    const difference = call.problem ?? firstDifference(first, call);
    if (difference !== undefined) {
      disposeCall(call);
      this.refuse(key, difference);
      return outputs;
    }
    const tried = tryGraph(backend, call, inputs);
    if ('problem' in tried) {
      disposeCall(call);
      this.refuse(key, tried.problem);
      return outputs;
    }
    const { graph, results } = tried;
    const isSame = computesTheSame(graph, results, { outputs, values: graph.assigned }, inputs);
    disposeResults(results);
    if (!isSame) {
      disposeCall(call);
      graph.dispose();
      this.refuse(key, 'as a graph it gave other numbers than step by step');
      return outputs;
    }
    const mixed = this.options.precision;
    const chosen = mixed === undefined ? graph : withPrecision(backend, graph, inputs, mixed);
    tf.dispose(call.variables.map(({ valueBefore }) => valueBefore));
    this.makeRoom();
    this.stages.set(key, { kind: 'compiled', graph: chosen, runs: 0, isDoubted: false });
    return outputs;
  }

  /** Whether any of the conditions is new; what was known without it is forgotten. */
  private learn(conditions: readonly (() => string)[]): boolean {
    const size = this.conditions.size;
    for (const read of conditions) this.conditions.add(read);
    if (this.conditions.size === size) return false;
    this.dispose();
    return true;
  }

  private keyOf(inputs: readonly Tensor[], variant: string): string {
    const kinds = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join();
    return [
      variant,
      this.options.precision?.wanted() ?? '',
      kinds,
      ...[...this.conditions].map((read) => read()),
    ].join('|');
  }

  private refuse(key: string, reason: string): void {
    this.stages.set(key, { kind: 'refused', reason });
    this.options.onEager?.(reason);
  }

  /** The graph that has not run for longest goes. */
  private makeRoom(): void {
    const graphs = [...this.stages].filter(([, { kind }]) => kind === 'compiled');
    if (graphs.length < mostGraphs) return;
    const [key, stage] = graphs[0]!;
    if (stage.kind === 'compiled') stage.graph.dispose();
    this.stages.delete(key);
  }
}

/** The graph, and what it gives where the recorded call began; or why TensorFlow does not take it. */
function tryGraph(
  backend: NativeBackend,
  call: RecordedCall,
  inputs: readonly Tensor[],
): { graph: CompiledGraph; results: GraphResult } | { problem: string } {
  let graph: CompiledGraph | undefined;
  try {
    graph = new CompiledGraph(backend, call);
    return { graph, results: graph.repeat(inputs) };
  } catch (error) {
    graph?.dispose();
    return { problem: `TensorFlow does not run it as a graph (${(error as Error).message.split('\n')[0]})` };
  }
}

/** Whether the graph's results are the call's, but for rounding. Some functions make much of a little rounding (a step
 *  along a gradient's sign, where that is zero but for rounding): they do so with a nudge as well. */
function computesTheSame(
  graph: CompiledGraph,
  results: GraphResult,
  expected: Results,
  inputs: readonly Tensor[],
): boolean {
  if (agree(results, expected)) return true;
  const again = graph.repeat(inputs);
  const isRepeatable = agree(again, results);
  disposeResults(again);
  if (!isRepeatable) return false;
  const moved = graph.repeat(inputs, nudged);
  const isSame = agree(results, expected, moved);
  disposeResults(moved);
  return isSame;
}

function disposeResults({ outputs, values }: GraphResult): void {
  tf.dispose([...outputs, ...values]);
}

/** Whether someone needs every operation to happen: a gradient is taken of them, or a larger function is recorded. */
function isFollowed(): boolean {
  return observer() !== undefined || tf.engine().isTapeOn();
}

const bystander: CallObserver = {
  fresh() {},
  effect() {},
  composite() {},
  condition() {},
  isRehearsal: false,
};
