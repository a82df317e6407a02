/** What each layer costs and sees: multiplications for one sample, and the size of its receptive field.
 *  Araujo et al. 2019, "Computing Receptive Fields of Convolutional Neural Networks". */
import type { LayersModel, Shape, layers as tfjsLayers } from '@tensorflow/tfjs';
import { isRecurrent } from '../../layers/recurrent/isRecurrent.js';
import { isModel } from '../graph/layerTree.js';
import { relevantNodes, sourcesOf } from './summaryLayers.js';

type Layer = tfjsLayers.Layer;

/** How much of the input one element of a layer's output depends on. */
export interface ReceptiveField {
  /** Height and width in pixels of the input; null once it is all of it. */
  size: readonly [number, number] | null;
  /** How far apart the centers of neighboring elements are. */
  stride: readonly [number, number];
  /** The first row and column that the first element sees; below 0 where padding comes before the image. */
  start: readonly [number, number];
}

export interface LayerCost {
  /** For one sample; undefined where a size is not known. */
  multiplications: number | undefined;
  field: ReceptiveField;
}

/** Each layer's cost, where it stands in this model; layers of models inside it included. */
export function layerCosts(model: LayersModel, start?: ReceptiveField): Map<Layer, LayerCost> {
  const costs = new Map<Layer, LayerCost>();
  const fields = new Map<string, ReceptiveField>();
  const beginning = start ?? { size: [1, 1], stride: [1, 1], start: [0, 0] };
  for (const node of inOrder(model)) {
    const layer = node.outboundLayer;
    const inputs = sourcesOf(node).map((symbol) => fields.get(symbol.name) ?? beginning);
    const before = inputs.length === 0 ? beginning : widest(inputs);
    const shapes = { input: node.inputTensors[0]?.shape ?? [], output: node.outputTensors[0]!.shape };
    let cost: LayerCost;
    if (isModel(layer) && layer.outputs.length > 0) {
      const inside = layerCosts(layer, before);
      for (const [child, one] of inside) costs.set(child, one);
      const field = inside.get(layer.outputs[0]!.sourceLayer)?.field ?? before;
      cost = { multiplications: total(inside), field };
    } else {
      cost = {
        multiplications: multiplications(layer, shapes),
        field: choosesChannels(layer, model) ? before : fieldAfter(layer, before, shapes.input),
      };
    }
    costs.set(layer, cost);
    for (const symbol of node.outputTensors) fields.set(symbol.name, cost.field);
  }
  return costs;
}

function total(costs: ReadonlyMap<Layer, LayerCost>): number | undefined {
  let sum = 0;
  for (const [layer, { multiplications: own }] of costs) {
    if (isModel(layer)) continue;
    if (own === undefined) return undefined;
    sum += own;
  }
  return sum;
}

/** Sources before what they feed. */
function inOrder(model: LayersModel): Layer['inboundNodes'] {
  const nodes = new Set(relevantNodes(model));
  const ordered = new Set<Layer['inboundNodes'][number]>();
  const visit = (node: Layer['inboundNodes'][number]): void => {
    if (ordered.has(node) || !nodes.has(node)) return;
    for (const symbol of sourcesOf(node)) visit(symbol.sourceLayer.inboundNodes[symbol.nodeIndex]!);
    ordered.add(node);
  };
  for (const node of nodes) visit(node);
  return [...ordered];
}

/** The arguments that count, under tfjs's names; sizes as pairs or numbers. */
interface Window {
  kernelSize?: number | number[];
  poolSize?: number | number[];
  strides?: number | number[] | null;
  dilationRate?: number | number[];
  groups?: number;
  padding?: string | null;
  /** Of `Cropping2D`; the `padding` of `ZeroPadding2D` has the same form. */
  cropping?: unknown;
}

function multiplications(layer: Layer, shapes: { input: Shape; output: Shape }): number | undefined {
  const [kernel] = layer.weights;
  const name = layer.getClassName();
  if (isRecurrent(layer)) return recurrentMultiplications(layer, shapes.input);
  if (name === 'SqueezeExcite') {
    // Its two matrices are used once an image; what they scale is not counted, as in normalizations.
    return layer.weights.reduce((sum, { shape }) => sum + (shape.length > 1 ? product(shape) : 0), 0);
  }
  if (kernel === undefined || !/Conv|Dense/.test(name)) return 0;
  const positionsOf = (shape: Shape): number | undefined => {
    const sizes = shape.slice(1, -1);
    return sizes.some((size) => size === null) ? undefined : product(sizes);
  };
  const positions = positionsOf(/Transpose/.test(name) ? shapes.input : shapes.output);
  if (positions === undefined) return undefined;
  // Every weight of a kernel is used once at every position; a separable convolution has two kernels.
  const kernels = /Separable/.test(name) ? layer.weights.slice(0, 2) : [kernel];
  return positions * kernels.reduce((sum, { shape }) => sum + product(shape), 0);
}

/** Every weight but the biases is used once a step; what the gates multiply by elements is not counted. */
function recurrentMultiplications(layer: Layer, [, steps]: Shape): number | undefined {
  if (typeof steps !== 'number') return undefined;
  const matrices = layer.weights.filter(({ originalName }) => originalName.endsWith('kernel'));
  return steps * matrices.reduce((sum, { shape }) => sum + product(shape), 0);
}

/** A cropping that takes the channels to come first, among layers of places first, takes some of their channels: the maps
 *  of LeNet-5's C3 see some maps of S2 each. */
function choosesChannels(layer: Layer, model: LayersModel): boolean {
  const formatOf = (one: Layer): unknown => (one.getConfig() as { dataFormat?: unknown }).dataFormat;
  return (
    layer.getClassName() === 'Cropping2D' &&
    formatOf(layer) === 'channelsFirst' &&
    !model.layers.some((one) => /Conv|Pooling/.test(one.getClassName()) && formatOf(one) === 'channelsFirst')
  );
}

function fieldAfter(layer: Layer, before: ReceptiveField, input: Shape): ReceptiveField {
  const name = layer.getClassName();
  if (isRecurrent(layer)) return { ...before, size: null };
  if (before.size === null || /Dense|Flatten|Global|Adaptive|Transpose|UpSampling/.test(name)) {
    const isWhole = before.size === null || /Dense|Flatten|Global|Adaptive/.test(name);
    return isWhole ? { ...before, size: null } : before;
  }
  const config = layer.getConfig() as Window;
  const moved = shiftOf(config, name);
  if (moved !== undefined)
    return { ...before, start: along((axis) => before.start[axis] + moved[axis] * before.stride[axis]) };
  const size = config.kernelSize ?? config.poolSize;
  if (size === undefined || !/Conv|Pooling/.test(name)) return before;
  const [sizes, strides] = [pair(size), pair(config.strides ?? config.poolSize ?? 1)];
  const dilation = pair(config.dilationRate ?? 1);
  const reach = along((axis) => (sizes[axis] - 1) * dilation[axis]);
  const zeros = along((axis) =>
    zerosBefore(config.padding, input[axis + 1] ?? null, reach[axis], strides[axis]),
  );
  const { size: field, stride, start } = before;
  return {
    size: along((axis) => field[axis] + reach[axis] * stride[axis]),
    stride: along((axis) => stride[axis] * strides[axis]),
    start: along((axis) => start[axis] - zeros[axis] * stride[axis]),
  };
}

/** The zeros that padding puts before an axis; without a known length as if the stride were 1. */
function zerosBefore(
  padding: string | undefined | null,
  length: number | null,
  reach: number,
  stride: number,
): number {
  if (padding === 'causal') return reach;
  if (padding !== 'same') return 0;
  if (length === null) return Math.floor(reach / 2);
  const missing = (Math.ceil(length / stride) - 1) * stride + reach + 1 - length;
  return Math.max(0, Math.floor(missing / 2));
}

/** How many elements a layer of padding or cropping moves the first one by; undefined for other layers. */
function shiftOf({ padding, cropping }: Window, name: string): [number, number] | undefined {
  if (name === 'ZeroPadding2D') return along((axis) => -firstSide(padding, axis));
  if (name === 'Cropping2D' || name === 'CenterCrop') return along((axis) => firstSide(cropping, axis));
  return undefined;
}

/** What stands before an axis in `1`, `[1, 2]` or `[[1, 2], [3, 4]]`. */
function firstSide(sides: unknown, axis: number): number {
  const given: unknown = Array.isArray(sides) ? sides[axis] : sides;
  const first: unknown = Array.isArray(given) ? given[0] : given;
  return typeof first === 'number' ? first : 0;
}

function along(one: (axis: 0 | 1) => number): [number, number] {
  return [one(0), one(1)];
}

/** Where branches meet, an element depends on all that any of them sees. */
function widest(fields: readonly ReceptiveField[]): ReceptiveField {
  return fields.reduce((a, b) => {
    if (a.size === null || b.size === null) return a.size === null ? a : b;
    const [one, other] = [a.size, b.size];
    const start = along((axis) => Math.min(a.start[axis], b.start[axis]));
    return {
      size: along((axis) => Math.max(a.start[axis] + one[axis], b.start[axis] + other[axis]) - start[axis]),
      stride: along((axis) => Math.max(a.stride[axis], b.stride[axis])),
      start,
    };
  });
}

function pair(value: number | number[]): [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0]!, value[1] ?? value[0]!];
}

function product(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((result, size) => result * (size ?? 1), 1);
}
