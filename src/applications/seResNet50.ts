/** ResNet50 with squeeze-and-excitation. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { torchResNet } from './torchResNet.js';

const squeezeRatio = 16;

/**
 * ResNet50 whose blocks weigh their feature maps before they are added. Hu, Shen & Sun 2018, "Squeeze-and-Excitation
 * Networks", figure 3. 28,088,024 parameters that learn, 2,530,992 of them for the weighing.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 2048]
 * @throws {ArgumentError} for illegal arguments
 * @example applications.seResNet50({ includeTop: false, pooling: 'avg' }).outputShape; // [null, 2048]
 */
export function seResNet50(args: ApplicationArgs = {}): Model {
  return torchResNet('seResNet50', { block: 'bottleneck', blocks: [3, 4, 6, 3], squeezeRatio }, args);
}
