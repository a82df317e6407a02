/** Runs a graph of layers on tensors. Unlike tfjs's own executor it honors what a layer was called with, as in
 *  `backbone.apply(image, { training: false })`, and can begin at any tensor inside the graph. */
import type { SymbolicTensor, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { labelled, tf } from '../../engine/index.js';

type Layer = tfjsLayers.Layer;
type Node = Layer['inboundNodes'][number];

/** What a layer is called with besides its inputs. */
export interface CallArgs {
  training?: boolean;
  mask?: Tensor;
}

/** How a layer is applied; another way may be given, to see or change what happens on the way. */
export type ApplyLayer = (layer: Layer, inputs: Tensor[], args: CallArgs, node: Node) => Tensor[];

export interface GraphRun {
  outputs: readonly SymbolicTensor[];
  /** Values for symbolic tensors: the inputs, or any tensors inside the graph, whose layers then do not run. */
  feeds: ReadonlyMap<SymbolicTensor, Tensor>;
  training: boolean;
  apply?: ApplyLayer;
}

/**
 * The outputs' values, in their order. Called inside `tf.tidy`: the caller disposes them.
 * Outside training, what no layer needs any more is disposed on the way.
 */
export function runGraph(run: GraphRun): Tensor[] {
  const { outputs, feeds, training, apply = applyLayer } = run;
  const values = new Map<SymbolicTensor, Tensor>(feeds);
  const masks = new Map<SymbolicTensor, Tensor>();
  const order = nodesBefore(outputs, feeds);
  const uses = training ? undefined : usesOf(order, outputs);
  for (const node of order) {
    const inputs = node.inputTensors.map((symbol) => values.get(symbol)!);
    const layer = node.outboundLayer;
    const inputMasks = node.inputTensors.map((symbol) => masks.get(symbol));
    const args: CallArgs = { training: trainingOf(node) ?? training };
    // As in Keras 3, a layer of several inputs is told of no mask: a recurrent one that begins with a given state.
    if (inputs.length === 1 && inputMasks[0] !== undefined) args.mask = inputMasks[0];
    const results = labelled(layer.name, () => apply(layer, inputs, args, node));
    for (const [index, symbol] of node.outputTensors.entries()) values.set(symbol, results[index]!);
    const mask = layer.supportsMasking ? maskOf(layer, inputs, inputMasks) : undefined;
    if (mask !== undefined) masks.set(node.outputTensors[0]!, mask);
    if (uses !== undefined) disposeUnused(node, uses, values, feeds);
  }
  return outputs.map((symbol) => values.get(symbol)!);
}

/** Applies a layer as tfjs does. */
export function applyLayer(layer: Layer, inputs: Tensor[], args: CallArgs): Tensor[] {
  const input = inputs.length === 1 ? inputs[0]! : inputs;
  const output = layer.apply(input, { ...args }) as Tensor | Tensor[];
  return Array.isArray(output) ? output : [output];
}

function trainingOf(node: Node): boolean | undefined {
  // tfjs keeps what a layer was called with on the node, typed as anything.
  const given = node.callArgs as CallArgs | undefined;
  return given?.training;
}

function maskOf(layer: Layer, inputs: Tensor[], masks: (Tensor | undefined)[]): Tensor | undefined {
  if (masks.every((mask) => mask === undefined) && layer.getClassName() !== 'Embedding') return undefined;
  const given = masks.map((mask) => mask ?? null) as Tensor[];
  const computed = layer.computeMask(inputs, given);
  return (Array.isArray(computed) ? computed[0] : computed) ?? undefined;
}

/** The nodes that lead from what is fed to the outputs, each after those it needs. */
function nodesBefore(
  outputs: readonly SymbolicTensor[],
  feeds: ReadonlyMap<SymbolicTensor, Tensor>,
): readonly Node[] {
  const known = orders.get(outputs);
  if (
    known !== undefined &&
    known.feeds.length === feeds.size &&
    known.feeds.every((one) => feeds.has(one))
  ) {
    return known.order;
  }
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; entered: boolean }[] = [];
  const push = (symbol: SymbolicTensor): void => {
    const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex]!;
    if (!feeds.has(symbol) && !seen.has(node)) stack.push({ node, entered: false });
  };
  for (const output of outputs) {
    push(output);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.entered || seen.has(top.node)) {
        stack.pop();
        if (!seen.has(top.node)) order.push(top.node);
        seen.add(top.node);
        continue;
      }
      top.entered = true;
      for (const input of top.node.inputTensors) push(input);
    }
  }
  orders.set(outputs, { feeds: [...feeds.keys()], order });
  return order;
}

/** The last order of each list of outputs: a model runs in the same one at every step. */
const orders = new WeakMap<readonly SymbolicTensor[], { feeds: SymbolicTensor[]; order: Node[] }>();

function usesOf(order: readonly Node[], outputs: readonly SymbolicTensor[]): Map<SymbolicTensor, number> {
  const uses = new Map<SymbolicTensor, number>();
  for (const node of order) {
    for (const symbol of node.inputTensors) uses.set(symbol, (uses.get(symbol) ?? 0) + 1);
  }
  for (const symbol of outputs) uses.set(symbol, Number.POSITIVE_INFINITY);
  return uses;
}

function disposeUnused(
  node: Node,
  uses: Map<SymbolicTensor, number>,
  values: Map<SymbolicTensor, Tensor>,
  feeds: ReadonlyMap<SymbolicTensor, Tensor>,
): void {
  for (const symbol of node.inputTensors) {
    const left = uses.get(symbol)! - 1;
    uses.set(symbol, left);
    if (left === 0 && !feeds.has(symbol) && !symbol.sourceLayer.stateful) tf.dispose(values.get(symbol));
  }
}
