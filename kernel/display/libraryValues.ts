/** What the library's values look like in a notebook: a tensor, a model, the history of a training. They are known by
 *  their form; the library's own drawing code is loaded when the first of them is shown. */
import type { LayersModel } from '@tensorflow/tfjs';
import { displayMetadata, jupyterDisplay, type MimeBundle } from '../../src/display/displayHost.js';
import { isTensor, type TensorLike } from './tensor.js';
import { isPicture, tensorPicture } from './tensorPicture.js';
import { tensorText } from './tensorText.js';

export interface Rendered {
  bundle: MimeBundle;
  /** How it wants to be shown, by MIME type. */
  metadata: Record<string, unknown>;
}

/** Undefined for any other value. */
export async function renderLibraryValue(value: unknown): Promise<Rendered | undefined> {
  if (isTensor(value)) return renderTensor(value);
  if (isModel(value)) return { bundle: await modelBundle(value), metadata: {} };
  if (isHistory(value)) return renderHistory(value);
  return undefined;
}

async function renderTensor(tensor: TensorLike): Promise<Rendered> {
  const text = await tensorText(tensor);
  if (!isPicture(tensor)) return { bundle: { 'text/plain': text }, metadata: {} };
  const { png, width, height, images } = await tensorPicture(tensor);
  const all = tensor.shape.length === 4 ? tensor.shape[0]! : 1;
  const note = images < all ? `\nShown: the first ${images} of ${all} images` : '';
  return {
    bundle: { 'image/png': png, 'text/plain': text + note },
    metadata: { 'image/png': { width, height } },
  };
}

function isModel(value: unknown): value is LayersModel {
  if (typeof value !== 'object' || value === null) return false;
  const { layers, summary, predict, getWeights } = value as Partial<LayersModel>;
  return (
    Array.isArray(layers) &&
    typeof summary === 'function' &&
    typeof predict === 'function' &&
    typeof getWeights === 'function'
  );
}

async function modelBundle(model: LayersModel): Promise<MimeBundle> {
  const { summaryText } = await import('../../src/training/summary/summaryText.js');
  const { summaryHtml } = await import('../../src/training/summary/summaryHtml.js');
  try {
    return { 'text/html': summaryHtml(model), 'text/plain': summaryText(model) };
  } catch {
    // Without an input shape there are no shapes and no weights yet.
    const layers = model.layers.map((layer) => `  ${layer.name} (${layer.getClassName()})`);
    const text = [`Model: "${model.name}", not built: its first layer has no inputShape`, ...layers].join(
      '\n',
    );
    return { 'text/plain': text };
  }
}

interface HistoryLike {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, number[]>>;
}

/** `fit`'s History, with at least one epoch to draw. */
function isHistory(value: unknown): value is HistoryLike {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, history } = value as Partial<HistoryLike>;
  if (!Array.isArray(epoch) || epoch.length === 0 || typeof history !== 'object' || history === null)
    return false;
  const curves = Object.values(history);
  return (
    curves.length > 0 &&
    curves.every((curve) => Array.isArray(curve) && curve.every((value) => typeof value === 'number'))
  );
}

async function renderHistory(trained: HistoryLike): Promise<Rendered> {
  const { history } = await import('../../src/plots/history.js');
  const figure = history(trained);
  return { bundle: await figure[jupyterDisplay](), metadata: figure[displayMetadata] };
}
