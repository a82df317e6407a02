/** Residual networks for CIFAR-10. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image Recognition", section 4.2:
 *  a convolution 3×3, three stacks of n blocks with 16, 32 and 64 filters, 6n + 2 layers with weights. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { activation } from '../layers/activation/activation.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import type { Layer } from '../layers/layer.js';
import { add } from '../layers/merging/elementwiseMerge.js';
import { batchNormalization } from '../layers/normalization/batchNormalization.js';
import { averagePooling2D } from '../layers/pooling/averagePooling.js';
import { zeroPadding2D } from '../layers/reshaping/zeroPadding.js';
import type { Model } from '../training/models/model.js';
import { application } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';
import { residualPoolingNames } from './residualNetwork.js';

const filtersOfStacks = [16, 32, 64];
/** Two poolings halve the image: the smallest that leaves more than a pixel. */
const minimumSize = 8;

/** Makes one of them, with `blocks` blocks a stack. */
export function cifarResNet(label: string, blocks: number, args: ApplicationArgs): Model {
  return application(
    {
      label,
      name: label.toLowerCase(),
      defaults: { defaultSize: 32, minimumSize, classes: 10 },
      features: (image) => features(image, blocks),
      poolingNames: residualPoolingNames,
    },
    args,
  );
}

/** [batch, 32, 32, 3] → [batch, 8, 8, 64]. */
function features(image: SymbolicTensor, blocks: number): SymbolicTensor {
  let x = inSequence(image, ...convolution('conv1', filtersOfStacks[0]!), relu('conv1_relu'));
  for (const [stack, filters] of filtersOfStacks.entries()) {
    for (let block = 1; block <= blocks; block++) {
      const isSmaller = block === 1 && stack > 0;
      x = residualBlock(x, filters, isSmaller, `conv${stack + 2}_block${block}`);
    }
  }
  return x;
}

/** relu(shortcut + branch). */
function residualBlock(x: SymbolicTensor, filters: number, isSmaller: boolean, name: string): SymbolicTensor {
  const branch = inSequence(
    x,
    ...(isSmaller ? smallerConvolution : convolution)(`${name}_1`, filters),
    relu(`${name}_1_relu`),
    ...convolution(`${name}_2`, filters),
  );
  const shortcut = isSmaller ? smallerShortcut(x, filters, name) : x;
  return relu(`${name}_out`).apply(add({ name: `${name}_add` }).apply([shortcut, branch]));
}

/** The paper's option A, which needs no parameters: every other pixel, and zeros for the new maps. Read as channels first,
 *  [batch, height, width, maps] has its width and its maps for places, so that padding can add maps. */
function smallerShortcut(x: SymbolicTensor, filters: number, name: string): SymbolicTensor {
  const missing = filters - x.shape.at(-1)!;
  const before = Math.floor(missing / 2);
  return inSequence(
    x,
    averagePooling2D({ poolSize: 1, strides: 2, name: `${name}_0_pool` }),
    zeroPadding2D({
      padding: [0, [before, missing - before]],
      dataFormat: 'channelsFirst',
      name: `${name}_0_pad`,
    }),
  );
}

function convolution(name: string, filters: number): Layer[] {
  return normalized(name, { filters, padding: 'same' });
}

/** The same zeros on all sides, so that it looks at the pixels that the shortcut keeps. */
function smallerConvolution(name: string, filters: number): Layer[] {
  return [zeroPadding2D({ padding: 1, name: `${name}_pad` }), ...normalized(name, { filters, strides: 2 })];
}

function normalized(name: string, size: { filters: number; strides?: number; padding?: 'same' }): Layer[] {
  return [
    conv2D({
      ...size,
      kernelSize: 3,
      useBias: false,
      kernelInitializer: 'heNormal',
      name: `${name}_conv`,
    }),
    batchNormalization({ momentum: 0.9, epsilon: 1e-5, name: `${name}_bn` }),
  ];
}

function relu(name: string): Layer {
  return activation({ activation: 'relu', name });
}
