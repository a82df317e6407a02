/** Class names for predictions. Mirrors keras.applications.imagenet_utils.decode_predictions. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { complaint } from '../layers/arguments.js';
import { imageNetClasses } from './imageNetClasses.js';

/** One guess. */
export interface DecodedPrediction {
  /** WordNet's number where the classes are ImageNet's, `n02123045`; otherwise the class's own, as text. */
  classId: string;
  /** `tabby` */
  className: string;
  /** As predicted: a probability, where the network ends in softmax. */
  score: number;
}

/** Arguments of `applications.decodePredictions`. */
export interface DecodePredictionsArgs {
  /** How many guesses an image, best first. Default 5. */
  top?: number;
  /** The names of the classes, in their order. Default: ImageNet's, as in Keras. */
  classNames?: readonly string[];
}

/**
 * The best classes of every image, with their names. The predictions stay the caller's.
 * @param predictions [batch, classes]; 1000 classes for ImageNet's names
 * @throws {ArgumentError} for predictions of another shape
 * @example
 * const predictions = tf.tensor2d([[0.1, 0.7, 0.2]]);
 * const [best] = await applications.decodePredictions(predictions, { top: 1, classNames: ['cat', 'dog', 'owl'] });
 * best; // [{ classId: '1', className: 'dog', score: 0.7 }]
 */
export async function decodePredictions(
  predictions: Tensor,
  { top = 5, classNames }: DecodePredictionsArgs = {},
): Promise<DecodedPrediction[][]> {
  const classes =
    classNames?.map((className, index) => ({ classId: String(index), className })) ?? imageNetClasses;
  const count = classes.length;
  const { shape } = predictions;
  if (shape.length !== 2 || shape[1] !== count)
    throw complaint('decodePredictions: predictions', `of shape [batch, ${count}]`, shape);
  if (!Number.isSafeInteger(top) || top < 1)
    throw complaint('decodePredictions: top', 'a whole number of at least 1', top);
  const { values, indices } = tf.topk(predictions as Tensor, Math.min(top, count));
  try {
    const scores = (await values.array()) as number[][];
    const labels = (await indices.array()) as number[][];
    return labels.map((row, image) =>
      row.map((label, place) => ({ ...classes[label]!, score: scores[image]![place]! })),
    );
  } finally {
    tf.dispose([values, indices]);
  }
}
