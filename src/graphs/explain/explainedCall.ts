/** From a recorded call to what is told of it. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFunction } from '../../engine/compile/compiledFunction.js';
import { CompiledGraph } from '../../engine/compile/compiledGraph.js';
import { type GraphNode, nodeNameOf } from '../../engine/compile/graph.js';
import { disposeCall } from '../../engine/compile/recordedCall.js';
import { tf } from '../../engine/index.js';
import type { NativeBackend } from '../../engine/nativeBackend.js';
import type { ExplainedOperation, ExplanationParts } from './explanation.js';
import { type Fate, fatesOf } from './fates.js';
import { median } from './median.js';
import { operationTimes } from './operationTimes.js';
import { ownersOf } from './owners.js';
import { rehearse } from './rehearsal.js';

/** So often the whole graph runs, after once to warm up. */
const graphRuns = 9;

/** All but what is explained. */
export type ExplainedCall = Pick<ExplanationParts, 'recorded' | 'running' | 'graphMs' | 'refusal'>;

/** Records what the function does with such inputs, makes the graph and measures both; nothing of it lasts. */
export function explainedCall(
  backend: NativeBackend,
  fn: TensorFunction,
  inputs: readonly Tensor[],
  layerOf: (variable: Variable) => string | undefined,
): ExplainedCall {
  const { call, refusal } = rehearse(backend, fn, inputs);
  let graph: CompiledGraph | undefined;
  try {
    if (refusal === undefined) graph = new CompiledGraph(backend, call);
    const fates = graph === undefined ? undefined : fatesOf(call.nodes, graph.nodes, graph.resolve);
    const told = (nodes: readonly GraphNode[], resolve: (reference: string) => string) =>
      operationsOf(nodes, {
        times: operationTimes(backend, nodes, call, inputs),
        owners: ownersOf(nodes, call, resolve, layerOf),
      });
    const recorded = told(call.nodes, (reference) => reference);
    const { occasional } = graph ?? {};
    const running =
      graph === undefined
        ? undefined
        : told(graph.nodes, graph.resolve).filter(({ name }) => !occasional?.has(name));
    return {
      recorded: recorded.map((operation) => ({ ...operation, ...became(operation, fates, graph?.nodes) })),
      running,
      graphMs: graph === undefined ? undefined : graphTime(graph, inputs),
      refusal,
    };
  } finally {
    graph?.dispose();
    disposeCall(call);
  }
}

interface Known {
  times: ReadonlyMap<string, number>;
  owners: ReturnType<typeof ownersOf>;
}

function operationsOf(nodes: readonly GraphNode[], { times, owners }: Known): ExplainedOperation[] {
  const shown = nodes.filter(({ op }) => op !== 'Const' && op !== 'Placeholder');
  const names = new Set(shown.map(({ name }) => name));
  return shown.map(({ name, op, inputs, shapes }) => {
    const { layer, pass } = owners.get(name)!;
    const read = [...new Set(inputs.map(nodeNameOf))].filter((input) => names.has(input));
    return {
      name,
      operation: op,
      layer,
      pass,
      outputShape: shapes[0] ?? [],
      timeMs: times.get(name),
      inputs: read,
    };
  });
}

function became(
  { name }: ExplainedOperation,
  fates: ReadonlyMap<string, Fate> | undefined,
  running: readonly GraphNode[] | undefined,
): Pick<ExplainedOperation, 'fate' | 'into'> {
  const fate = fates?.get(name);
  if (fate === undefined) return {};
  const into = running?.find((node) => node.name === fate.into);
  return { fate: fate.kind, ...(into !== undefined && { into: { name: into.name, operation: into.op } }) };
}

function graphTime(graph: CompiledGraph, inputs: readonly Tensor[]): number {
  const times: number[] = [];
  for (let run = 0; run <= graphRuns; run++) {
    const started = performance.now();
    const { outputs, values } = graph.repeat(inputs);
    if (run > 0) times.push(performance.now() - started);
    tf.dispose([...outputs, ...values]);
  }
  return median(times);
}
