/** ResNet50. Mirrors keras.applications.ResNet50. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';
import type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';

/** Of Keras's files. */
const checksums = {
  withTop: '2cb95161c43110f7111970584f804107',
  withoutTop: '4d473c1dd8becc155b73f8504c6f6626',
};

/**
 * A residual network of 50 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 25,636,712 parameters with its top, 23,587,712 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.resNet50({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).countParams(); // 23587712
 */
export function resNet50(args: NewWeights): Model;
export function resNet50(args?: TrainedWeights): Promise<Model>;
export function resNet50(args?: ApplicationArgs): Model | Promise<Model>;
export function resNet50(args: ApplicationArgs = {}): Model | Promise<Model> {
  return kerasResNet('resNet50', [3, 4, 6, 3], checksums, args);
}
