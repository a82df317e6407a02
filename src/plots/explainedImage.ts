/** The frame that the explanations of one decision share: the image, the map, and the map over the image. */
import type { Tensor } from '@tensorflow/tfjs';
import { captionedImages } from './captionedImages.js';
import type { Rgb } from './colorMap.js';
import type { Figure } from './figure.js';
import { imageSource } from './images.js';
import { colored, inColor, laidOver, type NumberMap, picturesOf, stretched } from './mapPictures.js';
import { word } from './words.js';

/** Options of figures that explain one decision. */
export interface ExplainedImageOptions {
  /** The name of each class. */
  classNames?: readonly string[];
  /** The image to show, [height, width, channels], where the model takes it in a form that is not for eyes. */
  shownImage?: Tensor;
  title?: string;
}

interface ExplainedImageArgs extends ExplainedImageOptions {
  caller: string;
  image: Tensor;
  /** Any number of rows and columns: it is stretched over the image. */
  map: NumberMap;
  color: (value: number) => Rgb;
  /** Under the image, the map and both. */
  captions: readonly [string, string, string];
  text: string;
}

const overlayStrength = 0.55;
/** Small images are enlarged first, so that the map over them is smooth. */
const leastPx = 160;

export function explainedImage(args: ExplainedImageArgs): Figure {
  const { image, map, color, captions, text, title } = args;
  const source = imageSource(args.shownImage ?? image, args.caller);
  const [height = 1, width = 1] = source.imageShape;
  const scale = Math.max(1, Math.ceil(leastPx / Math.max(height, width)));
  const [rows, columns] = [height * scale, width * scale];
  const pixels = inColor(source, 0);
  const large = Uint8Array.from({ length: rows * columns * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 3 / columns), Math.floor(at / 3) % columns];
    return pixels[(Math.floor(y / scale) * width + Math.floor(x / scale)) * 3 + (at % 3)]!;
  });
  const colors = colored(stretched(map, rows, columns), color);
  return captionedImages({
    source: picturesOf([large, colors, laidOver(large, colors, overlayStrength)], rows, columns),
    captions: captions.map((caption) => ({ text: caption, hover: caption.replace('<br>', ' ') })),
    columns: 3,
    title,
    text,
  });
}

/** `class 3` or the class's name. */
export function nameOfClass(classIndex: number, names: readonly string[] | undefined): string {
  return names?.[classIndex] ?? `${word('class')} ${classIndex}`;
}
