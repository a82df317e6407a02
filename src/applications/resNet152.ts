/** ResNet152. Mirrors keras.applications.ResNet152. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';
import type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';

/** Of Keras's files. */
const checksums = {
  withTop: '100835be76be38e30d865e96f2aaae62',
  withoutTop: 'ee4c566cf9a93f14d82f913c2dc6dd0c',
};

/**
 * A residual network of 152 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 60,419,944 parameters with its top, 58,370,944 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.resNet152({ includeTop: false, weights: null, pooling: 'max' }).outputShape; // [null, 2048]
 */
export function resNet152(args: NewWeights): Model;
export function resNet152(args?: TrainedWeights): Promise<Model>;
export function resNet152(args?: ApplicationArgs): Model | Promise<Model>;
export function resNet152(args: ApplicationArgs = {}): Model | Promise<Model> {
  return kerasResNet('resNet152', [3, 8, 36, 3], checksums, args);
}
