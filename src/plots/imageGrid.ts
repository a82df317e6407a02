/** Images side by side with their classes: the first look at a data set. */
import { ArgumentError } from '../errors.js';
import { type Caption, captionedImages, fitCaption } from './captionedImages.js';
import type { Figure } from './figure.js';
import { type Images, imageSource } from './images.js';
import { word } from './words.js';

/** Arguments of `plots.imageGrid`. */
export interface ImageGridOptions {
  /** The name of each class; the data set's own if left out. */
  classNames?: readonly string[];
  /** The class index of each image, or the words to write under it; the data set's own labels if left out. */
  labels?: ArrayLike<number> | readonly string[];
  /** Images a row; 5 if left out, or fewer for fewer images, or more from 50 images on. */
  columns?: number;
  title?: string;
}

/** More than this is no longer looked at, but fills the notebook file. */
const mostImages = 400;

/**
 * All the images given, enlarged with crisp pixels, each with its label; take a part of a data set: `train.take(25)`.
 * @example plots.imageGrid(train.take(25), { classNames });
 * @throws {ArgumentError} for no image, more than 400, or labels that do not match
 */
export function imageGrid(images: Images, options: ImageGridOptions = {}): Figure {
  const source = imageSource(images, 'plots.imageGrid');
  const { length } = source;
  if (length > mostImages) {
    throw new ArgumentError(
      `plots.imageGrid: expected at most ${mostImages} images; received ${length}. Show a part: images.take(25).`,
    );
  }
  const labels = options.labels ?? ownLabels(source);
  if (labels !== undefined && labels.length !== length) {
    throw new ArgumentError(
      `plots.imageGrid: expected one label an image, ${length}; received ${labels.length}.`,
    );
  }
  const columns = options.columns ?? Math.min(length, length >= 50 ? 10 : 5);
  if (!Number.isInteger(columns) || columns < 1 || columns > 20) {
    throw new ArgumentError(`plots.imageGrid: expected columns from 1 to 20; received ${columns}.`);
  }
  const names = options.classNames ?? source.classNames;
  const captionNames = Array.from({ length }, (_, index) => {
    const label = labels?.[index];
    return label === undefined ? '' : typeof label === 'number' ? className(label, names) : label;
  });
  const captions = captionNames.map((name, index): Caption => {
    const number = `${word('image')} ${index}`;
    return { text: fitCaption(name, columns), hover: name === '' ? number : `${number}: ${name}` };
  });
  const what = `${length} ${word(length === 1 ? 'image' : 'images')} ${source.imageShape.join('×')}`;
  const text = labels === undefined ? what : `${what}: ${captionNames.join(', ')}`;
  return captionedImages({ source, captions, columns, title: options.title, text });
}

/** The name of a class, or its index where it has none. */
export function className(label: number, names: readonly string[] | undefined): string {
  return names?.[label] ?? String(label);
}

function ownLabels(source: { length: number; label?(index: number): number }): number[] | undefined {
  if (source.label === undefined) return undefined;
  return Array.from({ length: source.length }, (_, index) => source.label?.(index) ?? 0);
}
