/** The weights of a convolution as pictures. */
import type { LayersModel } from '@tensorflow/tfjs';
import { formatNumber } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { type AnyLayer, layerNamed, type WatchedModel } from '../explain/watchedRun.js';
import { flatLayers } from '../training/graph/layerTree.js';
import { type Caption, captionedImages } from './captionedImages.js';
import { signed } from './colorMap.js';
import type { Figure } from './figure.js';
import { colored, picturesOf } from './mapPictures.js';
import { word } from './words.js';

/** Arguments of `plots.filters`. */
export interface FiltersOptions {
  /** The convolution's name, or itself, also in a model inside; the model's first one if left out. */
  layer?: string | AnyLayer;
  /** At most so many filters. Default 64 in color, 8 by channel. */
  mostFilters?: number;
  /** At most so many channels of each filter, where they are shown apart. Default 12. */
  mostChannels?: number;
  title?: string;
}

/**
 * The filters of a layer. Of a layer that sees a color image, one picture in color each, gray for 0; of others a row
 * each, a picture for every channel that it sees: vermillion above 0, blue below. One scale for all.
 * @throws {ArgumentError} for a layer that is no convolution over images
 * @example plots.filters(model, { layer: 'conv2d' });
 */
export function filters(model: WatchedModel, options: FiltersOptions = {}): Figure {
  const layer = convolutionOf(model, options.layer);
  const kernel = layer.getWeights()[0]!;
  const [height, width, channels, count] = kernel.shape as [number, number, number, number];
  const values = Float32Array.from(kernel.dataSync());
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const weight = (row: number, column: number, channel: number, filter: number): number =>
    values[((row * width + column) * channels + channel) * count + filter]! / most;
  const isColor = channels === 3;
  const shownFilters = Math.min(count, options.mostFilters ?? (isColor || channels === 1 ? 64 : 8));
  const shownChannels = isColor ? 1 : Math.min(channels, options.mostChannels ?? 12);
  const pictures: Uint8Array[] = [];
  const captions: Caption[] = [];
  for (let filter = 0; filter < shownFilters; filter++) {
    for (let channel = 0; channel < shownChannels; channel++) {
      const map = Array.from({ length: height }, (_, row) =>
        Array.from({ length: width }, (_, column) => weight(row, column, channel, filter)),
      );
      const inColors = (): Uint8Array =>
        Uint8Array.from({ length: height * width * 3 }, (_, at) => {
          const [row, column] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width];
          return Math.round(127.5 * (1 + weight(row, column, at % 3, filter)));
        });
      pictures.push(isColor ? inColors() : colored(map, signed));
      const isFirst = channel === 0;
      captions.push({
        text: isFirst ? String(filter) : '',
        hover: isColor
          ? `${word('filter')} ${filter}`
          : `${word('filter')} ${filter}, ${word('channel')} ${channel}<br>${map
              .map((row) => row.map((value) => formatNumber(value * most, 2)).join(' '))
              .join('<br>')}`,
      });
    }
  }
  const isGrid = isColor || channels === 1;
  const size = `${height}×${width}×${channels}`;
  const part = shownFilters < count ? `${shownFilters} ${word('of')} ${count}` : String(count);
  const shownPart =
    shownChannels < channels && !isColor
      ? `, ${shownChannels} ${word('of')} ${channels} ${word('channels')}`
      : '';
  const text = `${layer.name}: ${part} ${word('filters')} ${size}${shownPart}; ${word('largestWeight')} ${formatNumber(most, 3)}`;
  return captionedImages({
    source: picturesOf(pictures, height, width),
    captions,
    columns: isGrid ? Math.min(8, shownFilters) : shownChannels,
    title: options.title ?? text,
    text: `${text}.`,
  });
}

function convolutionOf(model: WatchedModel, given: string | AnyLayer | undefined): AnyLayer {
  const isConvolution = (layer: AnyLayer): boolean =>
    /Conv/.test(layer.getClassName()) && layer.weights[0]?.shape.length === 4;
  const all =
    given === undefined ? flatLayers(model as LayersModel) : [layerNamed('plots.filters', model, given)];
  const found = all.find(isConvolution);
  if (found !== undefined) return found;
  throw new ArgumentError(
    given === undefined
      ? `plots.filters: model "${model.name}" has no convolution over images.`
      : `plots.filters: expected a convolution over images; "${all[0]!.name}" is a ${all[0]!.getClassName()}.`,
  );
}
