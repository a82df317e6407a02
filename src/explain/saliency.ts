/** Which pixels a class's score reacts to most. Simonyan et al. 2013, "Deep Inside Convolutional Networks"; averaged over
 *  noisy copies: Smilkov et al. 2017, "SmoothGrad: removing noise by adding noise". */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { nextSeed, randomTensor, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { gradients } from '../training/gradients.js';
import { classCount, classScore, likeliestClass, requireClass } from './classScore.js';
import { oneImage } from './oneImage.js';
import { requirePositive } from './pairs.js';
import { type WatchedModel, watchedRun } from './watchedRun.js';

/** Arguments of `saliency`. */
export interface SaliencyArgs {
  /** Whose score is explained; the likeliest class if left out. */
  classIndex?: number;
  /** How many noisy copies of the image are averaged; 1, without noise, if left out. */
  samples?: number;
  /** The noise's standard deviation as a fraction of the image's range of values. Default 0.15. */
  noise?: number;
  /** Makes the noise repeatable. */
  seed?: number;
}

/** How strongly a class's score reacts to each pixel. */
export interface SaliencyMap {
  /** [height][width]: the largest |∂score/∂pixel| over the channels. */
  map: number[][];
  classIndex: number;
  /** The class's score for the image: its logit where the model ends with softmax or sigmoid. */
  score: number;
}

/**
 * The gradient of a class's score with respect to the image, its largest absolute value over the channels.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} for an image or a class that does not fit the model
 * @example
 * const { map } = saliency(model, test.take(1).toTensors().x, { samples: 8, seed: 1 });
 * map.length; // 32: a row for each of the image's
 */
export function saliency(model: WatchedModel, image: Tensor, args: SaliencyArgs = {}): SaliencyMap {
  const { classIndex, samples = 1, noise = 0.15 } = args;
  requirePositive('saliency', 'samples', samples);
  if (!(noise >= 0)) throw new ArgumentError(`saliency: expected noise from 0 on; received ${noise}.`);
  return tf.tidy(() => {
    const x = oneImage('saliency', model, image);
    const outputs = watchedRun(model, [x], (_, output) => output);
    const units = classCount('saliency', outputs);
    const chosen = classIndex ?? likeliestClass(outputs[0]!);
    requireClass('saliency', chosen, units);
    const score = classScore(outputs[0]!, chosen).dataSync()[0]!;
    const scoreOf = (copies: Tensor) =>
      classScore(watchedRun(model, [copies], (_, output) => output)[0]!, chosen);
    const copies = samples === 1 ? x : noisyCopies(x, samples, noise, args.seed ?? nextSeed());
    const [slopes] = gradients((given) => scoreOf(given!), [copies]).gradients;
    const map = tf.mean(tf.max(tf.abs(slopes!), -1), 0, true) as Tensor3D;
    return { map: map.arraySync()[0]!, classIndex: chosen, score };
  });
}

function noisyCopies(x: Tensor, samples: number, noise: number, seed: number): Tensor {
  const spread = tf.sub(tf.max(x), tf.min(x)).dataSync()[0]! * noise;
  const normal = randomTensor('normal', [samples, ...x.shape.slice(1)], () => seed);
  return tf.add(x, tf.mul(normal, spread));
}
