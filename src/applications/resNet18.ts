/** ResNet18, in torchvision's form. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { torchResNet } from './torchResNet.js';

/**
 * A residual network of 18 layers with weights, of blocks of two convolutions 3×3. He, Zhang, Ren & Sun 2016, "Deep
 * Residual Learning for Image Recognition". 11,689,512 parameters that learn (torchvision's count).
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 512]
 * @throws {ArgumentError} for illegal arguments
 * @example applications.resNet18({ classes: 10, inputShape: [32, 32, 3] }).outputShape; // [null, 10]
 */
export function resNet18(args: ApplicationArgs = {}): Model {
  return torchResNet('resNet18', { block: 'basic', blocks: [2, 2, 2, 2] }, args);
}
