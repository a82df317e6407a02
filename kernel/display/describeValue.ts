/** What a value is right now, in a few words, for whoever asks what a name means: answered at once, from wherever the
 *  user's code is, so nothing is awaited and nothing large is read. */
import { inspect, types } from 'node:util';
import { isTensor } from './tensor.js';
import { tensorLine } from './tensorText.js';

const brief = { colors: false, depth: 1, maxArrayLength: 10, maxStringLength: 200, breakLength: 80 } as const;
const mostCharacters = 600;
const mostLayers = 40;

interface LayerLike {
  readonly name: string;
  readonly outputShape?: unknown;
  getClassName(): string;
  countParams(): number;
}

interface ModelLike extends LayerLike {
  readonly layers: readonly LayerLike[];
  readonly inputs?: readonly { readonly shape: unknown }[];
}

/** Undefined where the type says all there is to say: functions, classes, modules, `undefined`. */
export function describeValue(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'function' || types.isModuleNamespaceObject(value)) {
    return undefined;
  }
  if (isTensor(value)) return tensorLine(value);
  if (isModel(value)) return describeModel(value);
  if (isLayer(value)) return describeLayer(value);
  const text = inspect(value, brief);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

function isLayer(value: unknown): value is LayerLike {
  if (typeof value !== 'object' || value === null) return false;
  const { name, getClassName, countParams } = value as Partial<LayerLike>;
  return typeof name === 'string' && typeof getClassName === 'function' && typeof countParams === 'function';
}

function isModel(value: unknown): value is ModelLike {
  return isLayer(value) && Array.isArray((value as Partial<ModelLike>).layers);
}

function describeModel(model: ModelLike): string {
  const { name, layers } = model;
  const inputs = (model.inputs ?? []).map(({ shape }) => shapeText(shape)).join(', ');
  const head = `${model.getClassName()} "${name}"`;
  if (inputs === '') return `${head}, not built: ${layers.length} layers, the first without inputShape`;
  const lines = layers.slice(0, mostLayers).map((layer) => `  ${describeLayer(layer)}`);
  if (layers.length > mostLayers) lines.push(`  … and ${layers.length - mostLayers} more layers`);
  return [
    `${head}: ${inputs} → ${shapeText(model.outputShape)}, ${countText(model.countParams())}`,
    ...lines,
  ].join('\n');
}

function describeLayer(layer: LayerLike): string {
  const head = `${layer.getClassName()} "${layer.name}"`;
  try {
    return `${head}: → ${shapeText(layer.outputShape)}, ${countText(layer.countParams())}`;
  } catch {
    // tfjs throws for a layer that no model has used yet.
    return `${head}, not built yet`;
  }
}

/** `[null, 32, 32, 3]` as `[batch, 32, 32, 3]`; several outputs one after the other. */
function shapeText(shape: unknown): string {
  if (!Array.isArray(shape)) return '?';
  if (shape.some(Array.isArray)) return shape.map(shapeText).join(', ');
  return `[${shape.map((length, axis) => (length === null ? (axis === 0 ? 'batch' : '?') : length)).join(', ')}]`;
}

function countText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'parameter' : 'parameters'}`;
}
