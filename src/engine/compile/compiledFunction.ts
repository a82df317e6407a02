/** A function of tensors that becomes a TensorFlow graph where that pays: tfjs runs operation by operation, a graph runs
 *  as a whole, fused and with its parts side by side.
 *
 *  For inputs of given shapes the function first runs eagerly. Once it has computed as much as a graph costs to make, the
 *  next two calls are recorded; if both did the same, the graph is made and has to give what the second call gave, from
 *  the same state. From then on the graph runs. What a call does to the world (variables, drawn seeds, counters) is the
 *  same all the while. */
import type { Tensor } from '@tensorflow/tfjs';
import { observer } from '../everyCall.js';
import { tf } from '../tensorflow.js';
import { agrees } from './agreement.js';
import { CompiledGraph, type GraphResult } from './compiledGraph.js';
import { type NativeBackend, nativeBackend } from './nativeBackend.js';
import { disposeCall, type RecordedCall, recordCall } from './recordedCall.js';
import { firstDifference } from './sameCall.js';
import { callsWorthAGraph, counted } from './work.js';

export type TensorFunction = (inputs: readonly Tensor[]) => Tensor[];

export interface CompiledFunctionOptions {
  /** `soon`: from the fourth call on. `whenItPays`: after as many calls as a graph costs to make. */
  when: 'soon' | 'whenItPays';
  /** Told once for every kind of inputs for which the function stays eager. */
  onEager?(reason: string): void;
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
    // A gradient goes back through operations, and whoever records wants to see them.
    if (backend === undefined || isTakingGradient() || observer() !== undefined) return this.fn(inputs);
    const key = keyOf(inputs, variant);
    const stage = this.stages.get(key);
    if (stage === undefined) return this.begin(backend, key, inputs);
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
    const stage = this.stages.get(keyOf(inputs, variant));
    return stage?.kind === 'refused' ? stage.reason : undefined;
  }

  /** The graph that runs for such inputs, if there is one. */
  graph(inputs: readonly Tensor[], variant = ''): CompiledGraph | undefined {
    const stage = this.stages.get(keyOf(inputs, variant));
    return stage?.kind === 'compiled' ? stage.graph : undefined;
  }

  dispose(): void {
    for (const stage of this.stages.values()) {
      if (stage.kind === 'compiled') stage.graph.dispose();
    }
    this.stages.clear();
  }

  private begin(backend: NativeBackend, key: string, inputs: readonly Tensor[]): Tensor[] {
    const { result, work } = counted(backend, () => this.fn(inputs));
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
    if (call.problem === undefined && firstDifference(stage.graph.call, call) === undefined) {
      disposeCall(call);
      stage.runs = 0;
      stage.isDoubted = false;
      return outputs;
    }
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
    const pairs: [Tensor, Tensor][] = [
      ...results.outputs.map((output, index): [Tensor, Tensor] => [output, outputs[index]!]),
      ...results.values.map((value, index): [Tensor, Tensor] => [value, graph.assigned[index]!]),
    ];
    const isSame = pairs.every(([actual, expected]) => agrees(actual, expected));
    tf.dispose([...results.outputs, ...results.values]);
    if (!isSame) {
      disposeCall(call);
      graph.dispose();
      this.refuse(key, 'as a graph it gave other numbers than step by step');
      return outputs;
    }
    tf.dispose(call.variables.map(({ valueBefore }) => valueBefore));
    this.makeRoom();
    this.stages.set(key, { kind: 'compiled', graph, runs: 0, isDoubted: false });
    return outputs;
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

function isTakingGradient(): boolean {
  // tfjs's types leave the engine's state private.
  return (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
}

function keyOf(inputs: readonly Tensor[], variant: string): string {
  return `${variant}|${inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join()}`;
}
