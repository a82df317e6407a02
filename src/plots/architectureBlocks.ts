/** A model cut into the blocks that a paper would draw: what all data passes through stands alone, branches that meet
 *  again are one block, activations and normalizations belong to what they follow, and equal neighbors are counted. */
import type { LayersModel, Shape, layers as tfjsLayers } from '@tensorflow/tfjs';
import { isModel } from '../training/graph/layerTree.js';
import { relevantNodes, sizeOf, sourcesOf } from '../training/summary/summaryLayers.js';

type Layer = tfjsLayers.Layer;
type Node = Layer['inboundNodes'][number];

export type BlockKind = 'input' | 'convolution' | 'pooling' | 'dense' | 'branches' | 'model' | 'other';

export interface Block {
  kind: BlockKind;
  /** `conv 3×3`, `add: 1×1, 3×3, 1×1`. */
  label: string;
  /** What follows in the same block: `BatchNormalization`, `relu`. */
  followers: readonly string[];
  /** Without the batch. */
  shape: Shape;
  /** How many equal ones stand in a row. */
  repeats: number;
  layers: readonly string[];
  parameters: number;
}

/** Layers that change numbers, not what the picture shows. */
const quiet =
  /Activation|ReLU|ELU|Softmax|Normalization|Dropout|Noise|ZeroPadding|Cropping|Rescaling|Identity|Regularization|Random/;

export function architectureBlocks(model: LayersModel): Block[] {
  const blocks: Block[] = [];
  for (const segment of segments(model)) {
    const block = blockOf(segment);
    const last = blocks.at(-1);
    const [only] = segment;
    if (last !== undefined && segment.length === 1 && quiet.test(only!.outboundLayer.getClassName())) {
      blocks[blocks.length - 1] = {
        ...last,
        followers: [...last.followers, ...followerOf(only!.outboundLayer)],
        layers: [...last.layers, ...block.layers],
        parameters: last.parameters + block.parameters,
      };
    } else blocks.push(block);
  }
  return counted(blocks);
}

/** What a quiet layer is called beneath its block; padding and scaling are nothing to see. */
function followerOf(layer: Layer): string[] {
  const name = layer.getClassName();
  if (/ZeroPadding|Cropping|Rescaling|Identity|Regularization/.test(name)) return [];
  const { activation } = layer.getConfig() as { activation?: unknown };
  return [name === 'Activation' && typeof activation === 'string' ? activation : name];
}

/** Cut after each node that is the only one whose output is still needed. */
function segments(model: LayersModel): Node[][] {
  const order = inOrder(model);
  const uses = new Map<string, number>();
  for (const node of order) {
    for (const { name } of sourcesOf(node)) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const open = new Set<string>();
  const found: Node[][] = [];
  let current: Node[] = [];
  for (const node of order) {
    current.push(node);
    for (const { name } of sourcesOf(node)) {
      const left = uses.get(name)! - 1;
      uses.set(name, left);
      if (left === 0) open.delete(name);
    }
    for (const { name } of node.outputTensors) if ((uses.get(name) ?? 0) > 0) open.add(name);
    if (open.size <= 1) {
      found.push(current);
      current = [];
    }
  }
  return current.length > 0 ? [...found, current] : found;
}

/** Sources before what they feed, one branch after the other. */
function inOrder(model: LayersModel): Node[] {
  const relevant = new Set(relevantNodes(model));
  const ordered = new Set<Node>();
  const stack = [...relevant].filter((node) =>
    node.outputTensors.some((symbol) => model.outputs.includes(symbol)),
  );
  // Without recursion: a network may be deeper than the stack.
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const waiting = sourcesOf(node)
      .map((symbol) => symbol.sourceLayer.inboundNodes[symbol.nodeIndex]!)
      .filter((one) => relevant.has(one) && !ordered.has(one));
    if (waiting.length > 0) stack.push(...waiting);
    else {
      ordered.add(node);
      stack.pop();
    }
  }
  return [...ordered];
}

function blockOf(segment: readonly Node[]): Block {
  const layers = segment.map((node) => node.outboundLayer);
  const last = layers.at(-1)!;
  const kind = segment.length > 1 ? 'branches' : kindOf(last);
  return {
    kind,
    label: segment.length > 1 ? branchLabel(layers) : labelOf(last),
    followers: [],
    shape: segment.at(-1)!.outputTensors[0]!.shape.slice(1),
    repeats: 1,
    layers: layers.map(({ name }) => name),
    parameters: sizeOf(layers.flatMap((layer) => layer.weights)),
  };
}

function kindOf(layer: Layer): BlockKind {
  const name = layer.getClassName();
  if (isModel(layer)) return 'model';
  if (name === 'InputLayer') return 'input';
  if (/Conv/.test(name)) return 'convolution';
  if (/Pool/.test(name)) return 'pooling';
  return name === 'Dense' ? 'dense' : 'other';
}

interface Window {
  kernelSize?: number | number[];
  poolSize?: number | number[];
  strides?: number | number[] | null;
}

function labelOf(layer: Layer): string {
  const name = layer.getClassName();
  if (isModel(layer)) return layer.name;
  const { kernelSize, poolSize, strides } = layer.getConfig() as Window;
  const window = sizeText(kernelSize ?? poolSize);
  const stride = kernelSize === undefined ? '' : strideText(strides);
  const short = name
    .replace(/^InputLayer$/, 'input')
    .replace(/^Conv[123]D$/, 'conv')
    .replace(/^Conv[123]DTranspose$/, 'conv ᵀ')
    .replace(/^DepthwiseConv.*/, 'dwise')
    .replace(/^SeparableConv.*/, 'separable')
    .replace(/^Global(Average|Max|Min)Pooling.*/, (_, kind: string) => `global ${shortPool(kind)}`)
    .replace(/^(Average|Max|Min)Pooling.*/, (_, kind: string) => `${shortPool(kind)} pool`)
    .replace(/^(Dense|Flatten|Reshape)$/, (same) => same.toLowerCase());
  return [short, window, stride].filter((part) => part !== '').join(' ');
}

function shortPool(kind: string): string {
  return kind === 'Average' ? 'avg' : kind.toLowerCase();
}

function branchLabel(layers: readonly Layer[]): string {
  const merge = layers.at(-1)!.getClassName().toLowerCase();
  const windows = layers
    .filter((layer) => /Conv/.test(layer.getClassName()))
    .map((layer) => sizeText((layer.getConfig() as Window).kernelSize));
  return windows.length === 0 ? merge : `${merge}: ${[...new Set(windows)].join(', ')}`;
}

function sizeText(size: number | number[] | undefined): string {
  if (size === undefined) return '';
  return typeof size === 'number' ? String(size) : size.join('×');
}

function strideText(strides: number | number[] | null | undefined): string {
  const most = Math.max(1, ...[strides ?? 1].flat());
  return most > 1 ? `/${most}` : '';
}

function counted(blocks: readonly Block[]): Block[] {
  const found: Block[] = [];
  for (const block of blocks) {
    const last = found.at(-1);
    if (last === undefined || signature(last) !== signature(block)) found.push(block);
    else {
      found[found.length - 1] = {
        ...block,
        repeats: last.repeats + 1,
        layers: [...last.layers, ...block.layers],
        parameters: last.parameters + block.parameters,
      };
    }
  }
  return found;
}

/** A residual block that widens is counted with those that follow it. */
function signature({ kind, label, shape }: Block): string {
  return `${kind} ${kind === 'branches' ? label.split(':')[0] : label} ${shape.join('×')}`;
}
