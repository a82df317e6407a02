/** Where a network looks: Grad-CAM's map over the image. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatNumber } from '../display/locale.js';
import { gradCam as computeGradCam, type GradCamArgs } from '../explain/gradCam.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { viridis } from './colorMap.js';
import { type ExplainedImageOptions, explainedImage, nameOfClass } from './explainedImage.js';
import type { Figure } from './figure.js';
import { word } from './words.js';

/** Arguments of `plots.gradCam`. */
export interface GradCamOptions extends GradCamArgs, ExplainedImageOptions {}

/**
 * The image, the places of a layer's feature maps that speak for a class (yellow), and both together.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} as `gradCam` does
 * @example plots.gradCam(model, test.take(1).toTensors().x, { classNames });
 */
export function gradCam(model: WatchedModel, image: Tensor, options: GradCamOptions = {}): Figure {
  const { map, classIndex, score, layer } = computeGradCam(model, image, options);
  const name = nameOfClass(classIndex, options.classNames);
  const [row, column] = placeOfMost(map);
  const size = `${map.length}×${map[0]!.length}`;
  return explainedImage({
    ...options,
    caller: 'plots.gradCam',
    image,
    map,
    color: viridis,
    captions: [`${name}<br>${word('score')} ${formatNumber(score, 2)}`, `${layer}<br>${size}`, 'Grad-CAM'],
    text: `Grad-CAM, ${name} (${word('score')} ${formatNumber(score, 2)}), ${layer}: ${word('strongestAt')} ${row + 1}, ${column + 1} ${word('of')} ${size}.`,
  });
}

/** Row and column of the largest value. */
export function placeOfMost(map: readonly (readonly number[])[]): [number, number] {
  const most = Math.max(...map.map((row) => Math.max(...row)));
  const row = map.findIndex((values) => values.includes(most));
  return [Math.max(0, row), Math.max(0, map[row]?.indexOf(most) ?? 0)];
}
