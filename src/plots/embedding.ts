/** Features on a plane: which images a network takes for alike. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatPercent } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { type ProjectFeaturesArgs, projectFeatures } from '../explain/projectFeatures.js';
import { seriesColor } from './curves.js';
import { Figure } from './figure.js';
import { className } from './imageGrid.js';
import { imagePng } from './imagePng.js';
import { type Images, imageSource } from './images.js';
import { seriesColors } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.embedding`. */
export interface EmbeddingOptions extends ProjectFeaturesArgs {
  /** The class index of each point; those of the images if left out. */
  labels?: ArrayLike<number>;
  classNames?: readonly string[];
  /** The image of each point: some are drawn at their place, where they do not overlap. */
  images?: Images;
  /** How many images are drawn at most. Default 60. */
  mostImages?: number;
  title?: string;
}

const symbols = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'x',
  'star',
  'pentagon',
  'hexagon',
  'triangle-down',
];
/** The side of an image, as a share of the picture's. */
const imageShare = 0.055;

/**
 * Points with many features on a plane, by PCA or t-SNE, a color and a sign for each class; with `images`, some images
 * stand in their places.
 * @param features [points, …]: the output of a layer
 * @throws {ArgumentError} as `projectFeatures` does, and for labels or images that are not as many as the points
 * @example
 * const images = test.take(32);
 * const [flat] = activations(model, images.toTensors().x, { layers: ['flatten'] });
 * plots.embedding(flat.output, { images, classNames, method: 'pca' });
 */
export function embedding(
  features: Tensor | readonly ArrayLike<number>[],
  options: EmbeddingOptions = {},
): Figure {
  const { points, shares } = projectFeatures(features, options);
  const source = options.images === undefined ? undefined : imageSource(options.images, 'plots.embedding');
  const own = source?.label === undefined ? undefined : points.map((_, index) => source.label!(index));
  const labels = options.labels ?? own ?? points.map(() => 0);
  for (const [name, length] of [
    ['labels', labels.length],
    ['images', source?.length ?? points.length],
  ] as const) {
    if (length !== points.length) {
      throw new ArgumentError(
        `plots.embedding: expected ${points.length} ${name}, one a point; received ${length}.`,
      );
    }
  }
  const names = options.classNames ?? source?.classNames;
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const isPca = shares !== undefined;
  const axis = (index: number) => ({
    ...(isPca && {
      title: {
        text: `${word('component')} ${index + 1} (${formatPercent(shares[index] ?? 0)})`,
        standoff: 6,
      },
    }),
    showticklabels: false,
    showgrid: false,
    zeroline: false,
  });
  const isLabelled = options.labels !== undefined || own !== undefined;
  return new Figure({
    height: 520 + titlePx,
    text: `${isPca ? 'PCA' : 't-SNE'}: ${points.length} ${word('points')}${isLabelled ? `, ${classes.length} ${word('classes')}` : ''}${isPca ? `; ${shares.map(formatPercent).join(' + ')} ${word('ofVariance')}` : ''}.`,
    data: classes.map((label, index) => {
      const own = points.flatMap((point, at) => (labels[at] === label ? [{ point, at }] : []));
      return {
        type: 'scatter',
        mode: 'markers',
        name: isLabelled ? className(label, names) : '',
        x: own.map(({ point }) => point[0]),
        y: own.map(({ point }) => point[1]),
        marker: {
          size: 8,
          color: seriesColor(index),
          symbol: symbols[index % symbols.length],
          opacity: 0.85,
          // More classes than colors: the second round is hollow.
          ...(index >= seriesColors.length && { line: { width: 1.5, color: '#333333' } }),
        },
        text: own.map(({ at }) => `${word('image')} ${at}`),
        hovertemplate: `%{text}${isLabelled ? `<br>${className(label, names)}` : ''}<extra></extra>`,
      };
    }),
    layout: {
      ...title,
      margin: { l: 36, r: 150, t: titlePx + 12, b: 40 },
      xaxis: axis(0),
      yaxis: { ...axis(1), ...(!isPca && { scaleanchor: 'x' }) },
      showlegend: isLabelled,
      images:
        source === undefined
          ? []
          : placed(xs, ys, options.mostImages ?? 60).map((index) => ({
              source: imagePng(source, index),
              xref: 'x',
              yref: 'y',
              x: xs[index],
              y: ys[index],
              sizex: imageShare * spread(xs),
              sizey: imageShare * spread(ys) * 1.3,
              xanchor: 'center',
              yanchor: 'middle',
              layer: 'above',
            })),
    },
  });
}

/** Points whose images do not cover those of points before them. */
function placed(xs: readonly number[], ys: readonly number[], most: number): number[] {
  const [wide, high] = [imageShare * 1.1 * spread(xs), imageShare * 1.4 * spread(ys)];
  const found: number[] = [];
  for (let index = 0; index < xs.length && found.length < most; index++) {
    const isFree = found.every(
      (other) => Math.abs(xs[other]! - xs[index]!) > wide || Math.abs(ys[other]! - ys[index]!) > high,
    );
    if (isFree) found.push(index);
  }
  return found;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values) || 1;
}
