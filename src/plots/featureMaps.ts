/** What the layers of a network make of one image. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatNumber } from '../display/locale.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { activations } from '../explain/activations.js';
import { oneImage } from '../explain/oneImage.js';
import { type AnyLayer, layerNamed, layersOfMaps, type WatchedModel } from '../explain/watchedRun.js';
import { type Caption, captionedImages, fitCaption } from './captionedImages.js';
import { viridis } from './colorMap.js';
import type { Figure } from './figure.js';
import { colored, picturesOf } from './mapPictures.js';
import { word } from './words.js';

/** Arguments of `plots.featureMaps`. */
export interface FeatureMapsOptions {
  /** One layer, shown with all its channels; if left out, every layer, with the first of its channels. */
  layer?: string | AnyLayer;
  /** Channels shown of each layer. Default 8, or 64 of one layer. */
  mostChannels?: number;
  title?: string;
}

/** The longer side of a map in the picture, in pixels. */
const sidePx = 72;
/** More layers make a page that nobody looks at; every n-th is shown. */
const mostLayers = 24;

/**
 * The feature maps of every layer for one image, a row a layer, or all those of one layer. Each map is scaled for itself:
 * yellow is its largest value, dark its smallest.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} for a layer without places, or an image that does not fit the model
 * @example plots.featureMaps(model, test.take(1).toTensors().x, { layer: 'conv2d' });
 */
export function featureMaps(model: WatchedModel, image: Tensor, options: FeatureMapsOptions = {}): Figure {
  const layers = shownLayers(model, options.layer);
  const most = options.mostChannels ?? (options.layer === undefined ? 8 : 64);
  const found = tf.tidy(() =>
    activations(model, oneImage('plots.featureMaps', model, image), { layers }).map(({ layer, output }) => {
      const [, height, width, channels] = output.shape as [number, number, number, number];
      return { layer, height, width, channels, values: Float32Array.from(output.dataSync()) };
    }),
  );
  const columns = Math.min(8, most, Math.max(...found.map(({ channels }) => channels)));
  const [first] = found;
  const scale = sidePx / Math.max(first!.height, first!.width);
  const [rows, width] = [Math.round(first!.height * scale), Math.round(first!.width * scale)];
  const pictures: Uint8Array[] = [];
  const captions: Caption[] = [];
  for (const { layer, channels, values, ...size } of found) {
    const shown = Math.min(channels, most);
    for (let channel = 0; channel < Math.ceil(shown / columns) * columns; channel++) {
      const isThere = channel < shown;
      const at = (row: number, column: number): number =>
        values[(row * size.width + column) * channels + channel]!;
      const { map, low, high } = isThere ? scaledMap(size, rows, width, at) : emptyMap;
      pictures.push(isThere ? colored(map, viridis) : new Uint8Array(rows * width * 3).fill(255));
      const label = `${layer}<br>${size.height}×${size.width}×${channels}`;
      const name = options.layer === undefined ? (channel === 0 ? label : '') : String(channel);
      captions.push({
        text: isThere
          ? name
              .split('<br>')
              .map((line) => fitCaption(line, columns))
              .join('<br>')
          : '',
        hover: isThere
          ? `${layer}, ${word('channel')} ${channel}<br>${formatNumber(low, 3)} … ${formatNumber(high, 3)}`
          : '',
      });
    }
  }
  const described = found.map(({ layer, height, width: across, channels, values }) => {
    const active = values.reduce((sum, value) => sum + Number(value > 0), 0) / values.length;
    return `${layer} ${height}×${across}×${channels} (${formatNumber(100 * active, 0)} % > 0)`;
  });
  return captionedImages({
    source: picturesOf(pictures, rows, width),
    captions,
    columns,
    title:
      options.title ??
      (options.layer === undefined ? word('featureMaps') : `${word('featureMaps')}: ${found[0]!.layer}`),
    text: `${word('featureMaps')}: ${described.join(', ')}.`,
  });
}

const emptyMap = { map: [] as number[][], low: 0, high: 0 };

/** The map by its nearest cells, from 0 for its smallest to 1 for its largest value. */
function scaledMap(
  size: { height: number; width: number },
  rows: number,
  columns: number,
  at: (row: number, column: number) => number,
) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      low = Math.min(low, at(row, column));
      high = Math.max(high, at(row, column));
    }
  }
  const map = Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => {
      const value = at(Math.floor((y * size.height) / rows), Math.floor((x * size.width) / columns));
      return high > low ? (value - low) / (high - low) : 0;
    }),
  );
  return { map, low, high };
}

function shownLayers(model: WatchedModel, given: string | AnyLayer | undefined): AnyLayer[] {
  const all = layersOfMaps(model);
  if (given !== undefined) {
    const layer = layerNamed('plots.featureMaps', model, given);
    if (all.includes(layer)) return [layer];
    throw new ArgumentError(
      `plots.featureMaps: expected a layer that gives feature maps [batch, height, width, channels]; "${layer.name}" is a ${layer.getClassName()}.`,
    );
  }
  if (all.length === 0) {
    throw new ArgumentError(`plots.featureMaps: model "${model.name}" has no layer that gives feature maps.`);
  }
  const step = Math.ceil(all.length / mostLayers);
  return all.filter((_, index) => index % step === 0);
}
