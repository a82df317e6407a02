/** VGG16. Mirrors keras.applications.VGG16. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';
import { vgg } from './vgg.js';

/** Of Keras's files. */
const checksums = {
  withTop: '64373286793e3c8b2b4e3219cbf3544b',
  withoutTop: '6d6bbae143d832006294945121d1f1fc',
};

/**
 * 16 layers with weights, all convolutions 3×3. Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition". 138,357,544 parameters with its top, 14,714,688 without; layers' names and the weights'
 * order are Keras's. Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 512]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.vgg16({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).outputShape; // [null, 1, 1, 512]
 */
export function vgg16(args: NewWeights): Model;
export function vgg16(args?: TrainedWeights): Promise<Model>;
export function vgg16(args?: ApplicationArgs): Model | Promise<Model>;
export function vgg16(args: ApplicationArgs = {}): Model | Promise<Model> {
  return vgg('vgg16', [2, 2, 3, 3, 3], checksums, args);
}
