/** The images that a model is most wrong about: mistakes, and mistakes in the labels. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatNumber, formatPercent } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { captionedImages, fitCaption } from './captionedImages.js';
import type { Figure } from './figure.js';
import { className } from './imageGrid.js';
import { type Images, imageSource } from './images.js';
import { requireProbabilities, rowsOf, softmax } from './judged.js';
import { bluishGreen, vermillion } from './palette.js';
import { word } from './words.js';

/** Arguments of `plots.topLosses`. */
export interface TopLossesOptions {
  /** How many. Default 10. */
  count?: number;
  /** The true class index of each image; the data set's own if left out. */
  labels?: ArrayLike<number>;
  /** The name of each class; the data set's own if left out. */
  classNames?: readonly string[];
  /** The predictions are logits: softmax turns them into probabilities. */
  fromLogits?: boolean;
  /** Images a row; 5 if left out. */
  columns?: number;
  title?: string;
}

/**
 * The images with the highest cross-entropy, −log p(true class), the worst first.
 * @param predictions [images, classes], a row for each image: what `model.predict` returns
 * @throws {ArgumentError} if rows, images and labels do not match, and for images without labels
 * @example plots.topLosses(test, await model.predict(test), { classNames, fromLogits: true, count: 5 });
 */
export function topLosses(
  images: Images,
  predictions: Tensor | readonly ArrayLike<number>[],
  options: TopLossesOptions = {},
): Figure {
  const caller = 'plots.topLosses';
  const source = imageSource(images, caller);
  const rows = rowsOf(caller, predictions);
  const labels = Array.from({ length: source.length }, (_, index) => {
    const label = options.labels?.[index] ?? source.label?.(index);
    if (label !== undefined) return label;
    throw new ArgumentError(`${caller}: image ${index} has no label. Pass labels: [ … ].`);
  });
  if (rows.length !== source.length) {
    throw new ArgumentError(
      `${caller}: expected a row of probabilities an image, ${source.length}; received ${rows.length}.`,
    );
  }
  const names = options.classNames ?? source.classNames;
  const judged = rows.map((row, index) => {
    const shares = options.fromLogits ? softmax(row) : requireProbabilities(caller, row, index);
    const truth = labels[index]!;
    const predicted = shares.indexOf(Math.max(...shares));
    return { index, truth, predicted, share: shares[predicted]!, loss: -Math.log(shares[truth] ?? 0) };
  });
  const worst = judged.sort((a, b) => b.loss - a.loss).slice(0, options.count ?? 10);
  const columns = options.columns ?? Math.min(5, worst.length);
  return captionedImages({
    source: {
      ...source,
      length: worst.length,
      imageShape: source.imageShape,
      image: (at) => source.image(worst[at]!.index),
    },
    captions: worst.map(({ index, truth, predicted, share, loss }) => {
      const guess = `${className(predicted, names)} ${formatPercent(share)}`;
      const isRight = truth === predicted;
      const lines = [
        `${isRight ? '✓' : '✗'} ${guess}`,
        isRight ? '' : `${word('trueClass')}: ${className(truth, names)}`,
        `${word('loss').toLowerCase()} ${lossText(loss)}`,
      ];
      return {
        text: lines
          .filter((line) => line !== '')
          .map((line) => fitCaption(line, columns))
          .join('<br>'),
        color: isRight ? bluishGreen : vermillion,
        framed: true,
        hover: `${word('image')} ${index}<br>${lines.filter((line) => line !== '').join('<br>')}`,
      };
    }),
    columns,
    title: options.title,
    text: `${word('topLosses')}: ${worst
      .map(
        ({ index, truth, predicted, loss }) =>
          `${word('image')} ${index}, ${className(truth, names)} → ${className(predicted, names)}, ${lossText(loss)}`,
      )
      .join('; ')}.`,
  });
}

function lossText(loss: number): string {
  return Number.isFinite(loss) ? formatNumber(loss, 2) : '∞';
}
