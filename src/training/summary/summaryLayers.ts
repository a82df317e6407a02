/** The rows of a summary, whatever it is drawn as. */
import type { LayersModel, Shape, SymbolicTensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { isModel } from '../graph/layerTree.js';
import type { SummaryArgs } from './summaryArgs.js';

type Layer = tfjsLayers.Layer;

export interface SummaryRow {
  layer: Layer;
  /** How many models it stands inside of. */
  level: number;
}

/** @throws {ArgumentError} for a range that no layer matches */
export function summaryRows(model: LayersModel, args: SummaryArgs): SummaryRow[] {
  const nested = (layer: Layer, level: number): SummaryRow[] => {
    const own = { layer, level };
    if (args.expandNested !== true || !isModel(layer)) return [own];
    return [own, ...shownLayers(layer).flatMap((child) => nested(child, level + 1))];
  };
  return inRange(shownLayers(model), args.layerRange).flatMap((layer) => nested(layer, 0));
}

/** A sequential model does not show where it begins. */
function shownLayers(model: LayersModel): Layer[] {
  const isSequential = model.getClassName() === 'Sequential';
  return model.layers.filter((layer) => !(isSequential && layer.getClassName() === 'InputLayer'));
}

function inRange(layers: Layer[], range: SummaryArgs['layerRange']): Layer[] {
  if (range === undefined) return layers;
  const places = range.map((name) => {
    const pattern = new RegExp(`^(?:${name})`);
    return layers.flatMap((layer, index) => (pattern.test(layer.name) ? [index] : []));
  });
  const [first, last] = places as [number[], number[]];
  if (first.length === 0 || last.length === 0) {
    throw new ArgumentError(
      `summary: layerRange ${JSON.stringify(range)} matches no layers. The layers: ${layers.map(({ name }) => name).join(', ')}.`,
    );
  }
  const [from, to] = [Math.min(...first), Math.max(...last)];
  return from > to ? layers.slice(Math.min(...last), Math.max(...first) + 1) : layers.slice(from, to + 1);
}

/** `(None, 30, 30, 32)`, or `?` before it is known. */
export function outputShapeText(layer: Layer): string {
  if (layer.inboundNodes.length === 0) return '?';
  const { outputShapes, outputTensors } = layer.inboundNodes.at(-1)!;
  const shapes = outputTensors.map(({ shape }) => shape);
  if (shapes.length === 1) return shapeText(shapes[0]!);
  return shapes.length > 1 ? `[${shapes.map(shapeText).join(', ')}]` : shapeText(outputShapes as Shape);
}

function shapeText(shape: Shape): string {
  const sizes = shape.map((size) => size ?? 'None');
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

/** How many weights a layer has; undefined before it is built. */
export function parametersOf(layer: Layer): number | undefined {
  if (!layer.built && !isModel(layer) && layer.inboundNodes.length === 0) return undefined;
  return sizeOf(layer.weights);
}

/** How many numbers the weights hold, each weight counted once. */
export function sizeOf(weights: LayersModel['weights']): number {
  const sizes = new Map(
    weights.map((weight) => [weight.id, weight.shape.reduce<number>((product, size) => product * size!, 1)]),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** A model is a chain unless a depth has several nodes, a node several inputs, or a layer stands in two places. */
export function isChain(model: LayersModel): boolean {
  if (model.getClassName() === 'Sequential' || model.outputs.length === 0) return true;
  const nodes = relevantNodes(model);
  const layers = nodes.map((node) => node.outboundLayer);
  const outbound = new Map<string, number>();
  for (const node of nodes) {
    const sources = sourcesOf(node);
    if (sources.length > 1) return false;
    for (const { name } of sources) outbound.set(name, (outbound.get(name) ?? 0) + 1);
  }
  return new Set(layers).size === layers.length && [...outbound.values()].every((count) => count === 1);
}

/** The nodes of a model's own graph: a layer may stand in other models too. */
export function relevantNodes(model: LayersModel): Layer['inboundNodes'] {
  const found = new Set<Layer['inboundNodes'][number]>();
  const waiting = [...model.outputs];
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex];
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    waiting.push(...node.inputTensors);
  }
  return [...found];
}

/** What a node is fed with; tfjs feeds the node of an input with itself. */
export function sourcesOf(node: Layer['inboundNodes'][number]): SymbolicTensor[] {
  return node.inputTensors.filter((symbol) => !node.outputTensors.includes(symbol));
}
