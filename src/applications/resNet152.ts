/** ResNet152. Mirrors keras.applications.ResNet152. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';

/**
 * A residual network of 152 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 60,419,944 parameters with its top, 58,370,944 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * @throws {ArgumentError} for illegal arguments, and unless `weights` is null
 * @example applications.resNet152({ includeTop: false, weights: null, pooling: 'max' }).outputShape; // [null, 2048]
 */
export function resNet152(args: ApplicationArgs = {}): Model {
  return kerasResNet('resNet152', [3, 8, 36, 3], args);
}
