/** Where a model's parameters are. */
import type { LayersModel } from '@tensorflow/tfjs';
import { locale } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { flatLayers } from '../training/graph/layerTree.js';
import { sizeOf } from '../training/summary/summaryLayers.js';
import { Figure } from './figure.js';
import { seriesColors } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.parameterTreemap`. */
export interface ParameterTreemapOptions {
  title?: string;
}

const [blue, , , purple, orange] = seriesColors;

/**
 * An area for each layer with weights, as large as its share of the parameters.
 * @throws {ArgumentError} for a model without parameters
 * @example plots.parameterTreemap(model);
 */
export function parameterTreemap(model: WatchedModel, options: ParameterTreemapOptions = {}): Figure {
  const layers = flatLayers(model as LayersModel)
    .map((layer) => ({ name: layer.name, kind: layer.getClassName(), size: sizeOf(layer.weights) }))
    .filter(({ size }) => size > 0);
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  if (total === 0)
    throw new ArgumentError(`plots.parameterTreemap: model "${model.name}" has no parameters.`);
  const count = (size: number): string => size.toLocaleString(locale());
  const share = (size: number): string =>
    (size / total).toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 1 });
  const { layout: title, heightPx: titlePx } = titleRoom(
    options.title ?? `${model.name}: ${count(total)} ${word('parameters')}`,
  );
  const largest = [...layers].sort((a, b) => b.size - a.size).slice(0, 3);
  return new Figure({
    height: 400 + titlePx,
    text: `${model.name}, ${count(total)} ${word('parameters')}: ${largest.map(({ name, size }) => `${name} ${share(size)}`).join(', ')}${layers.length > 3 ? ', …' : ''}.`,
    data: [
      {
        type: 'treemap',
        labels: layers.map(({ name }) => name),
        parents: layers.map(() => ''),
        values: layers.map(({ size }) => size),
        text: layers.map(({ size }) => `${count(size)}<br>${share(size)}`),
        textinfo: 'label+text',
        hovertemplate: '%{label}<br>%{text}<extra></extra>',
        marker: { colors: layers.map(({ kind }) => colorOf(kind)), line: { color: 'white', width: 2 } },
        textfont: { size: 13 },
        tiling: { pad: 0 },
        pathbar: { visible: false },
        sort: true,
      },
    ],
    layout: { ...title, margin: { l: 8, r: 8, t: titlePx + 4, b: 8 } },
  });
}

function colorOf(kind: string): string {
  if (/Conv/.test(kind)) return blue;
  if (kind === 'Dense') return orange;
  return /Normalization/.test(kind) ? purple : '#8C8C8C';
}
