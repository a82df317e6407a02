/** What a decision loses where a patch hides the image. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatPercent } from '../display/locale.js';
import {
  occlusion as computeOcclusion,
  type OcclusionArgs,
  type OcclusionMap,
} from '../explain/occlusion.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { signed } from './colorMap.js';
import { type ExplainedImageOptions, explainedImage, nameOfClass } from './explainedImage.js';
import type { Figure } from './figure.js';
import { placeOfMost } from './gradCam.js';
import { word } from './words.js';

/** Arguments of `plots.occlusion`. */
export interface OcclusionOptions extends OcclusionArgs, ExplainedImageOptions {}

/**
 * The image, how much the class's probability falls where a square hides it (vermillion: most; blue: it rises), and
 * both together. Where squares overlap, a pixel has the mean of those that hide it.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} as `occlusion` does
 * @example plots.occlusion(model, test.take(1).toTensors().x, { classNames, fromLogits: true, patchSize: 8 });
 */
export function occlusion(model: WatchedModel, image: Tensor, options: OcclusionOptions = {}): Figure {
  const found = computeOcclusion(model, image, options);
  const { drops, tops, lefts, patchSize, classIndex, probability } = found;
  const name = nameOfClass(classIndex, options.classNames);
  const map = perPixel(found);
  const most = Math.max(...drops.flat().map(Math.abs), 1e-6);
  const [row, column] = placeOfMost(drops);
  const loss = drops[row]![column]!;
  const square = `${patchSize}×${patchSize}`;
  return explainedImage({
    ...options,
    caller: 'plots.occlusion',
    image,
    map,
    color: (value) => signed(value / most),
    captions: [
      `${name}<br>${formatPercent(probability)}`,
      `${word('hiddenSquare')} ${square}<br>−${formatPercent(Math.max(0, loss))}`,
      word('together'),
    ],
    text: `${word('occlusion')}, ${name} ${formatPercent(probability)}: ${word('mostLost')} ${formatPercent(loss)}, ${word('hiddenSquare')} ${square}, ${word('row')} ${tops[row]}, ${word('column')} ${lefts[column]}.`,
  });
}

function perPixel({ drops, tops, lefts, patchSize }: OcclusionMap): number[][] {
  const [height, width] = [tops.at(-1)! + patchSize, lefts.at(-1)! + patchSize];
  const covering = (edges: readonly number[], at: number): number[] =>
    edges.flatMap((edge, index) => (edge <= at && at < edge + patchSize ? [index] : []));
  const columns = Array.from({ length: width }, (_, x) => covering(lefts, x));
  return Array.from({ length: height }, (_, y) => {
    const rows = covering(tops, y);
    return columns.map((own) => {
      const values = rows.flatMap((row) => own.map((column) => drops[row]![column]!));
      return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    });
  });
}
