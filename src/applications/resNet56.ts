/** ResNet56 for CIFAR-10. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { cifarResNet } from './cifarResNet.js';

const blocksOfStacks = 9;

/**
 * A residual network of 56 layers with weights for images of 32×32. He, Zhang, Ren & Sun 2016, "Deep Residual Learning
 * for Image Recognition", section 4.2, with shortcuts without parameters. 853,018 parameters that learn; the paper reports
 * 6.97 % errors on CIFAR-10.
 * @shape [batch, height, width, 3], at least 8×8 → [batch, classes]; without the top [batch, height/4, width/4, 64]
 * @throws {ArgumentError} for illegal arguments
 * @example applications.resNet56({ inputShape: [32, 32, 3] }).outputShape; // [null, 10]
 */
export function resNet56(args: ApplicationArgs = {}): Model {
  return cifarResNet('resNet56', blocksOfStacks, args);
}
