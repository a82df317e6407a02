/** VGG19. Mirrors keras.applications.VGG19. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';
import { vgg } from './vgg.js';

/** Of Keras's files. */
const checksums = {
  withTop: 'cbe5617147190e668d6c5d5026f83318',
  withoutTop: '253f8cb515780f3b799900260a226db6',
};

/**
 * 19 layers with weights, all convolutions 3×3. Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition". 143,667,240 parameters with its top, 20,024,384 without; layers' names and the weights'
 * order are Keras's. Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 512]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.vgg19({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).outputShape; // [null, 1, 1, 512]
 */
export function vgg19(args: NewWeights): Model;
export function vgg19(args?: TrainedWeights): Promise<Model>;
export function vgg19(args?: ApplicationArgs): Model | Promise<Model>;
export function vgg19(args: ApplicationArgs = {}): Model | Promise<Model> {
  return vgg('vgg19', [2, 2, 4, 4, 4], checksums, args);
}
