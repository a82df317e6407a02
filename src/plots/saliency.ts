/** The pixels that a decision hangs on, by gradient. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatNumber } from '../display/locale.js';
import { saliency as computeSaliency, type SaliencyArgs } from '../explain/saliency.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { viridis } from './colorMap.js';
import { type ExplainedImageOptions, explainedImage, nameOfClass } from './explainedImage.js';
import type { Figure } from './figure.js';
import { placeOfMost } from './gradCam.js';
import { word } from './words.js';

/** Arguments of `plots.saliency`. */
export interface SaliencyOptions extends SaliencyArgs, ExplainedImageOptions {}

/** Lone peaks would leave everything else dark: this share of the pixels lies below yellow. */
const brightest = 0.99;

/**
 * The image, how strongly the class's score reacts to each pixel (yellow: most), and both together.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} as `saliency` does
 * @example plots.saliency(model, test.take(1).toTensors().x, { classNames, samples: 8 });
 */
export function saliency(model: WatchedModel, image: Tensor, options: SaliencyOptions = {}): Figure {
  const { map, classIndex, score } = computeSaliency(model, image, options);
  const name = nameOfClass(classIndex, options.classNames);
  const ordered = map.flat().sort((a, b) => a - b);
  const top = ordered[Math.floor(brightest * (ordered.length - 1))] || ordered.at(-1) || 1;
  const [row, column] = placeOfMost(map);
  const method = (options.samples ?? 1) > 1 ? `SmoothGrad, ${options.samples}` : '|∂/∂x|';
  return explainedImage({
    ...options,
    caller: 'plots.saliency',
    image,
    map,
    color: (value) => viridis(value / top),
    captions: [`${name}<br>${word('score')} ${formatNumber(score, 2)}`, method, word('together')],
    text: `${word('saliency')}, ${name} (${word('score')} ${formatNumber(score, 2)}): ${word('strongestAt')} ${row + 1}, ${column + 1} ${word('of')} ${map.length}×${map[0]!.length}.`,
  });
}
