/** ResNet101. Mirrors keras.applications.ResNet101. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';

/**
 * A residual network of 101 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 44,707,176 parameters with its top, 42,658,176 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * @throws {ArgumentError} for illegal arguments, and unless `weights` is null
 * @example applications.resNet101({ includeTop: false, weights: null, pooling: 'avg' }).outputShape; // [null, 2048]
 */
export function resNet101(args: ApplicationArgs = {}): Model {
  return kerasResNet('resNet101', [3, 4, 23, 3], args);
}
