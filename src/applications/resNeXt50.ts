/** ResNeXt50, 32×4d. Mirrors the network of keras_applications and torchvision. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { torchResNet } from './torchResNet.js';

const groups = 32;
const groupWidth = 4;

/**
 * ResNet50 with its 3×3 convolutions cut into 32 groups, four filters each in the first stack: "32×4d". Xie, Girshick,
 * Dollár, Tu & He 2017, "Aggregated Residual Transformations for Deep Neural Networks". 25,028,904 parameters that learn,
 * and 68,224 moving statistics.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * @throws {ArgumentError} for illegal arguments
 * @example applications.resNeXt50({ includeTop: false, pooling: 'avg' }).outputShape; // [null, 2048]
 */
export function resNeXt50(args: ApplicationArgs = {}): Model {
  return torchResNet('resNeXt50', { block: 'bottleneck', blocks: [3, 4, 6, 3], groups, groupWidth }, args);
}
