/** Features that are no numbers, or numbers of another range than networks expect. */
import type { LayersModel, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';

/** @throws {ArgumentError} if a feature is NaN or infinite: every weight would become NaN with it */
export function requireFiniteInputs(x: readonly Tensor[], purpose: string): void {
  for (const [index, tensor] of x.entries()) {
    if (tensor.dtype !== 'float32' || hasFiniteSum(tensor)) continue;
    // Or the sum is too large for a float.
    const broken = tf.tidy(() => tf.sum(tf.cast(tf.logicalNot(tf.isFinite(tensor)), 'int32')).dataSync()[0]!);
    if (broken === 0) continue;
    const which = x.length > 1 ? ` of input ${index + 1}` : '';
    const many = broken === 1 ? 'one value is' : `${broken} of ${tensor.size} values are`;
    throw new ArgumentError(
      `${purpose}: ${many} NaN or infinite in the features${which}, shape [${tensor.shape.join(', ')}]. ` +
        'Look for a division by zero in the preprocessing, or for a file that was not read whole.',
    );
  }
}

/** A number that is none, or infinite, makes the sum so: one pass over memory, where every number would be fine. */
function hasFiniteSum(tensor: Tensor): boolean {
  return tf.tidy(() => Number.isFinite(tf.sum(tensor).dataSync()[0]));
}

/** Layers that bring images to a range of their own. */
const rescaling = new Set(['Rescaling', 'Normalization', 'BatchNormalization', 'Lambda']);

/** Warns of images in 0–255 that no layer rescales. */
export function warnOfBytes(model: LayersModel, x: readonly Tensor[], purpose: string): void {
  for (const [index, tensor] of x.entries()) {
    if (tensor.rank !== 4 || ![1, 3, 4].includes(tensor.shape[3]!)) continue;
    const [low, high] = tf.tidy(() => tf.stack([tf.min(tensor), tf.max(tensor)]).dataSync());
    // Below 2 an image may be brightened or standardized; a negative value says that it was.
    if (!(low! >= 0 && high! > 2 && high! <= 255) || isRescaled(model, index)) continue;
    warn(
      model,
      `${purpose}: the images run from ${rounded(low!)} to ${rounded(high!)}, and the model does not begin by rescaling them. ` +
        'Networks learn badly from numbers as large: divide by 255, or begin with layers.rescaling({ scale: 1 / 255 }).',
    );
  }
}

function isRescaled(model: LayersModel, input: number): boolean {
  const start = model.inputs[input]?.sourceLayer;
  if (start === undefined) return true;
  const next = (layer: tfjsLayers.Layer): tfjsLayers.Layer[] =>
    layer.outboundNodes.map((node) => node.outboundLayer);
  let layers = next(start);
  for (let depth = 0; depth < 4; depth++) {
    if (layers.some((layer) => rescaling.has(layer.getClassName()) || layer instanceof tf.LayersModel)) {
      return true;
    }
    // What only moves or cuts pixels lets the range through.
    layers = layers.filter((layer) =>
      /Flatten|Padding|Crop|Resizing|Random|Reshape/.test(layer.getClassName()),
    );
    layers = layers.flatMap(next);
  }
  return false;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
