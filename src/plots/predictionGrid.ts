/** Images with what a network takes them for: right in green, wrong in vermillion, each with its probability. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatPercent } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { type Caption, captionedImages, fitCaption } from './captionedImages.js';
import type { Figure } from './figure.js';
import { className } from './imageGrid.js';
import { type Images, imageSource } from './images.js';
import { requireProbabilities, rowsOf, softmax } from './judged.js';
import { bluishGreen, ink, vermillion } from './palette.js';
import { word } from './words.js';

/** Arguments of `plots.predictionGrid`. */
export interface PredictionGridOptions {
  /** The name of each class; the data set's own if left out. */
  classNames?: readonly string[];
  /** The true class index of each image; the data set's own if left out, and if there is none, nothing is judged. */
  labels?: ArrayLike<number>;
  /** The predictions are logits: softmax turns them into probabilities. */
  fromLogits?: boolean;
  /** Images a row; 5 if left out. */
  columns?: number;
  title?: string;
}

const mostImages = 100;

/**
 * Images with what a model says of each, right answers in green and wrong ones in red.
 * @param images the images that were predicted, at most 100
 * @param probabilities [images, classes], a row for each image: what `model.predict` returns
 * @example plots.predictionGrid(test.take(5), await model.predict(test.take(5)), { classNames, fromLogits: true });
 * @throws {ArgumentError} if the rows do not match the images, or are no probabilities
 */
export function predictionGrid(
  images: Images,
  probabilities: Tensor | readonly ArrayLike<number>[],
  options: PredictionGridOptions = {},
): Figure {
  const source = imageSource(images, 'plots.predictionGrid');
  const { length } = source;
  if (length > mostImages) {
    throw new ArgumentError(
      `plots.predictionGrid: expected at most ${mostImages} images; received ${length}. Show a part: images.take(10).`,
    );
  }
  const rows = rowsOf('plots.predictionGrid', probabilities);
  if (rows.length !== length) {
    throw new ArgumentError(
      `plots.predictionGrid: expected a row of probabilities an image, ${length}; received ${rows.length}.`,
    );
  }
  const labelOf = (index: number): number | undefined => options.labels?.[index] ?? source.label?.(index);
  const columns = options.columns ?? Math.min(5, length);
  const names = options.classNames ?? source.classNames;
  let right = 0;
  const said: string[] = [];
  const captions = rows.map((row, index): Caption => {
    const shares = options.fromLogits
      ? softmax(row)
      : requireProbabilities('plots.predictionGrid', row, index);
    const predicted = shares.indexOf(Math.max(...shares));
    const truth = labelOf(index);
    const guess = `${className(predicted, names)} ${formatPercent(shares[predicted] ?? 0)}`;
    const hover = `${word('image')} ${index}<br>${topClasses(shares, names)}`;
    if (truth === undefined) {
      said.push(guess);
      return { text: fitCaption(guess, columns), color: ink, hover };
    }
    const isRight = predicted === truth;
    if (isRight) right += 1;
    const correction = isRight ? '' : `${word('trueClass')}: ${className(truth, names)}`;
    said.push(isRight ? guess : `${guess} (${correction})`);
    return {
      text: `${fitCaption(`${isRight ? '✓' : '✗'} ${guess}`, columns)}<br>${fitCaption(correction, columns)}`,
      color: isRight ? bluishGreen : vermillion,
      framed: true,
      hover,
    };
  });
  const judged = length > 0 && labelOf(0) !== undefined;
  const score = judged ? `, ${right} ${word('right')}` : '';
  const text = `${length} ${word('predictions')}${score}: ${said.join(', ')}`;
  return captionedImages({ source, captions, columns, title: options.title, text });
}

function topClasses(shares: readonly number[], names: readonly string[] | undefined): string {
  return shares
    .map((share, index) => ({ share, name: className(index, names) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ share, name }) => `${name} ${formatPercent(share)}`)
    .join('<br>');
}
