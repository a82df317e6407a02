/** The loss around a model's weights. */
import { formatNumber } from '../display/locale.js';
import type { LossBatch } from '../explain/batchLoss.js';
import { lossSurface as compute, type LossSurfaceArgs } from '../explain/lossSurface.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { Figure } from './figure.js';
import { vermillion } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.lossSurface`. */
export interface LossSurfaceOptions extends LossSurfaceArgs {
  title?: string;
}

/**
 * Lines of equal loss for weights that are changed along two random directions; the star is the model as it is.
 * @throws {ArgumentError} as `lossSurface` does
 * @example plots.lossSurface(model, train.take(16).toTensors(), { points: 7, seed: 1 });
 */
export function lossSurface(model: WatchedModel, data: LossBatch, options: LossSurfaceOptions = {}): Figure {
  const { steps, losses, center } = compute(model, data, options);
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const all = losses.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(center, ...all), Math.max(center, ...all)];
  const axis = (text: string) => ({ title: { text, standoff: 6 }, zeroline: false, constrain: 'domain' });
  return new Figure({
    width: 620,
    height: 500 + titlePx,
    text: `${word('lossSurface')}, ${steps.length}×${steps.length}: ${word('inTheMiddle')} ${formatNumber(center, 3)}, ${word('from')} ${formatNumber(low, 3)} ${word('to')} ${formatNumber(high, 3)}.`,
    data: [
      {
        type: 'contour',
        x: steps,
        y: steps,
        z: losses.map((row) => row.map((loss) => Number(loss.toPrecision(6)))),
        ncontours: 20,
        colorscale: 'Viridis',
        reversescale: true,
        contours: { showlabels: true, labelfont: { size: 11, color: '#222222' } },
        line: { width: 0.8 },
        colorbar: { title: { text: word('loss') }, thickness: 14, outlinewidth: 0 },
        hovertemplate: '%{x:.2f}, %{y:.2f}: %{z:.3f}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: [0],
        y: [0],
        marker: { symbol: 'star', size: 17, color: vermillion, line: { color: 'white', width: 1.5 } },
        hovertemplate: `${formatNumber(center, 3)}<extra></extra>`,
      },
    ],
    layout: {
      ...title,
      margin: { l: 60, r: 20, t: titlePx + 16, b: 50 },
      xaxis: axis(`${word('direction')} 1`),
      yaxis: { ...axis(`${word('direction')} 2`), scaleanchor: 'x' },
      showlegend: false,
    },
  });
}
