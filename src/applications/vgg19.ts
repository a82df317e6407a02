/** VGG19. Mirrors keras.applications.VGG19. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { vgg } from './vgg.js';

/**
 * 19 layers with weights, all convolutions 3×3. Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition". 143,667,240 parameters with its top, 20,024,384 without; layers' names and the weights'
 * order are Keras's. Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 512]
 * @throws {ArgumentError} for illegal arguments, and unless `weights` is null
 * @example applications.vgg19({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).outputShape; // [null, 1, 1, 512]
 */
export function vgg19(args: ApplicationArgs = {}): Model {
  return vgg('vgg19', [2, 2, 4, 4, 4], args);
}
