/** VGG16. Mirrors keras.applications.VGG16. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { vgg } from './vgg.js';

/**
 * 16 layers with weights, all convolutions 3×3. Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition". 138,357,544 parameters with its top, 14,714,688 without; layers' names and the weights'
 * order are Keras's. Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 512]
 * @throws {ArgumentError} for illegal arguments, and unless `weights` is null
 * @example applications.vgg16({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).outputShape; // [null, 1, 1, 512]
 */
export function vgg16(args: ApplicationArgs = {}): Model {
  return vgg('vgg16', [2, 2, 3, 3, 3], args);
}
