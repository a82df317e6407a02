/** ResNet101. Mirrors keras.applications.ResNet101. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { kerasResNet } from './kerasResNet.js';
import type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';

/** Of Keras's files. */
const checksums = {
  withTop: 'f1aeb4b969a6efcfb50fad2f0c20cfc5',
  withoutTop: '88cf7a10940856eca736dc7b7e228a21',
};

/**
 * A residual network of 101 layers with weights. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 * Recognition". 44,707,176 parameters with its top, 42,658,176 without; layers' names and the weights' order are Keras's.
 * Its images go through `preprocessInput(images, 'caffe')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.resNet101({ includeTop: false, weights: null, pooling: 'avg' }).outputShape; // [null, 2048]
 */
export function resNet101(args: NewWeights): Model;
export function resNet101(args?: TrainedWeights): Promise<Model>;
export function resNet101(args?: ApplicationArgs): Model | Promise<Model>;
export function resNet101(args: ApplicationArgs = {}): Model | Promise<Model> {
  return kerasResNet('resNet101', [3, 4, 23, 3], checksums, args);
}
