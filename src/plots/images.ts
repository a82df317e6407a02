/** What figures take as images: a data set, a batch tensor, or an array of image tensors. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';

/** Images kept as bytes, such as a data set's. */
export interface ImageSource {
  readonly length: number;
  /** [height, width, channels]; 1 channel is gray, 3 are red, green and blue, 4 also have opacity (ignored). */
  readonly imageShape: readonly number[];
  /** Image i, 0–255, row by row: [height, width, channels]. */
  image(index: number): Uint8Array;
  /** The class index of image i. */
  label?(index: number): number;
  readonly classNames?: readonly string[];
}

/** A data set, a tensor [images, height, width, channels], or tensors [height, width] or [height, width, channels].
 *  Tensors of floats are read as 0–1 if all their values are, else as 0–255 if all are, else stretched from their
 *  smallest to their largest value. They stay the caller's to dispose. */
export type Images = ImageSource | Tensor | readonly Tensor[];

/** @throws {ArgumentError} if there is no image or the shape is not that of images */
export function imageSource(images: Images, caller: string): ImageSource {
  const source = isImageSource(images)
    ? images
    : fromTensors(Array.isArray(images) ? images : [images], caller);
  const [height = 0, width = 0, channels = 0] = source.imageShape;
  if (source.imageShape.length !== 3 || height < 1 || width < 1 || ![1, 3, 4].includes(channels)) {
    throw new ArgumentError(
      `${caller}: expected images [height, width, channels] with 1, 3 or 4 channels; received [${source.imageShape.join(', ')}].`,
    );
  }
  if (source.length < 1) throw new ArgumentError(`${caller}: expected at least one image; received none.`);
  return source;
}

function isImageSource(images: Images): images is ImageSource {
  return 'imageShape' in images;
}

function fromTensors(tensors: readonly Tensor[], caller: string): ImageSource {
  const batches = tensors.map((tensor) => {
    const { shape } = tensor;
    if (shape.length === 4) return { count: shape[0]!, imageShape: shape.slice(1), tensor };
    if (shape.length === 3 && tensors.length === 1 && ![1, 3, 4].includes(shape[2]!)) {
      return { count: shape[0]!, imageShape: [...shape.slice(1), 1], tensor };
    }
    if (shape.length === 3) return { count: 1, imageShape: [...shape], tensor };
    if (shape.length === 2) return { count: 1, imageShape: [...shape, 1], tensor };
    throw new ArgumentError(
      `${caller}: expected a tensor [images, height, width, channels] or tensors [height, width, channels]; received [${shape.join(', ')}].`,
    );
  });
  const imageShape = batches[0]?.imageShape ?? [];
  const odd = batches.find((batch) => batch.imageShape.join() !== imageShape.join());
  if (odd) {
    throw new ArgumentError(
      `${caller}: expected images of one shape; received [${imageShape.join(', ')}] and [${odd.imageShape.join(', ')}]. Resize them first.`,
    );
  }
  const size = imageShape.reduce((product, side) => product * side, 1);
  const images = batches.flatMap(({ count, tensor }) => {
    const bytes = toBytes(tensor.dataSync());
    return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
  });
  return { length: images.length, imageShape, image: (index) => images[index]! };
}

function toBytes(values: ArrayLike<number>): Uint8Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < values.length; index++) {
    low = Math.min(low, values[index]!);
    high = Math.max(high, values[index]!);
  }
  if (low >= 0 && high <= 1 && !(values instanceof Int32Array)) [low, high] = [0, 1];
  else if (low >= 0 && high <= 255) [low, high] = [0, 255];
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from({ length: values.length }, (_, index) => Math.round((values[index]! - low) * scale));
}
