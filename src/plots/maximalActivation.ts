/** What excites the filters of a layer. */
import { formatNumber } from '../display/locale.js';
import {
  maximalActivation as computeMaximalActivation,
  type MaximalActivationArgs,
} from '../explain/maximalActivation.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { captionedImages } from './captionedImages.js';
import type { Figure } from './figure.js';
import { picturesOf } from './mapPictures.js';
import { word } from './words.js';

/** Arguments of `plots.maximalActivation`. */
export interface MaximalActivationOptions extends MaximalActivationArgs {
  /** Images a row; 8 at most if left out. */
  columns?: number;
  title?: string;
}

/**
 * For each filter the image that gradient ascent finds for it, with the mean activation that it reaches.
 * @throws {ArgumentError} as `maximalActivation` does
 * @example plots.maximalActivation(model, { layer: 'conv2d', steps: 10, seed: 1 });
 */
export function maximalActivation(model: WatchedModel, options: MaximalActivationOptions): Figure {
  const { images, filters, before, after, layer } = computeMaximalActivation(model, options);
  const [count, height, width, channels] = images.shape;
  const [low, high] = options.range ?? [0, 1];
  const values = images.dataSync();
  images.dispose();
  const size = height * width * channels;
  const shown = channels === 1 || channels === 3 ? channels : 1;
  const pictures = Array.from({ length: count }, (_, index) =>
    Uint8Array.from({ length: height * width * shown }, (_, at) => {
      const from = shown === channels ? at : at * channels;
      return Math.round((255 * (values[index * size + from]! - low)) / (high - low));
    }),
  );
  return captionedImages({
    source: picturesOf(pictures, height, width, shown),
    captions: filters.map((filter, index) => ({
      text: `${filter}: ${formatNumber(after[index]!, 2)}`,
      hover: `${word('filter')} ${filter}<br>${formatNumber(before[index]!, 3)} → ${formatNumber(after[index]!, 3)}`,
    })),
    columns: options.columns ?? Math.min(8, count),
    title: options.title ?? `${layer}: ${word('whatExcites')}`,
    text: `${layer}, ${word('whatExcites')}: ${filters
      .map(
        (filter, index) => `${filter} ${formatNumber(before[index]!, 2)} → ${formatNumber(after[index]!, 2)}`,
      )
      .join(', ')}.`,
  });
}
