/** ResNet50. Mirrors keras.applications.ResNet50. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';

/**
 * A residual network of 50 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 25,636,712 parameters with its top, 23,587,712 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * @throws {ArgumentError} for illegal arguments, and unless `weights` is null
 * @example applications.resNet50({ includeTop: false, weights: null, inputShape: [32, 32, 3] }).countParams(); // 23587712
 */
export function resNet50(args: ApplicationArgs = {}): Model {
  return kerasResNet('resNet50', [3, 4, 6, 3], args);
}
