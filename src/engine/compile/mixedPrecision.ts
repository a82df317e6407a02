/** A graph in bfloat16 beside the exact one: which of them is to run. */
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../nativeBackend.js';
import type { Precision } from '../precision.js';
import { roughlyAgree } from './agreement.js';
import { CompiledGraph } from './compiledGraph.js';
import type { GraphNode } from './graph.js';

/** How a function may compute in bfloat16. */
export interface MixedPrecision {
  /** Asked when a graph is made. */
  wanted(): Precision;
  /** The layers, by name, that stay in float32. */
  exactLayers(): readonly string[];
  /** Told what was chosen where that was not given, or why what was wanted cannot be. */
  onChoice?(message: string): void;
}

/** `auto` takes bfloat16 where a run takes less than this share of the time. */
const worthIt = 0.9;
const timedRuns = 3;

/** The graph that is to run: the exact one, or one in bfloat16, after which the exact one is closed. */
export function withPrecision(
  backend: NativeBackend,
  exact: CompiledGraph,
  inputs: readonly Tensor[],
  mixed: MixedPrecision,
): CompiledGraph {
  const wanted = mixed.wanted();
  if (wanted === 'float32') return exact;
  let reduced: CompiledGraph | undefined;
  try {
    const layers = new Set(mixed.exactLayers());
    // An optimizer may multiply as well.
    const isExact = ({ label, pass }: GraphNode): boolean =>
      (pass !== 'forward' && pass !== 'backward') || (label !== undefined && layers.has(label));
    reduced = new CompiledGraph(backend, exact.call, isExact);
    const problem = difference(exact, reduced, inputs);
    if (problem !== undefined) throw new Error(problem);
    if (wanted === 'auto') {
      const [ours, theirs] = [secondsOf(reduced, inputs), secondsOf(exact, inputs)];
      const isFaster = ours < worthIt * theirs;
      mixed.onChoice?.(
        `precision: ${isFaster ? 'bfloat16' : 'float32'}; a step took ${milliseconds(ours)} in bfloat16 and ${milliseconds(theirs)} in float32`,
      );
      if (!isFaster) {
        reduced.close();
        return exact;
      }
    }
    exact.close();
    return reduced;
  } catch (error) {
    reduced?.close();
    mixed.onChoice?.(
      `precision: float32; bfloat16 does not work for this model (${(error as Error).message.split('\n')[0]})`,
    );
    return exact;
  }
}

function difference(
  exact: CompiledGraph,
  reduced: CompiledGraph,
  inputs: readonly Tensor[],
): string | undefined {
  const results = [reduced, exact].map((graph) => graph.repeat(inputs));
  try {
    return roughlyAgree(results[0]!, results[1]!) ? undefined : 'its numbers are too far from float32’s';
  } finally {
    for (const result of results) for (const one of [...result.outputs, ...result.values]) one.dispose();
  }
}

/** The shortest of a few runs. */
function secondsOf(graph: CompiledGraph, inputs: readonly Tensor[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < timedRuns; run++) {
    const start = performance.now();
    const { outputs, values } = graph.repeat(inputs);
    shortest = Math.min(shortest, (performance.now() - start) / 1000);
    for (const one of [...outputs, ...values]) one.dispose();
  }
  return shortest;
}

function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
