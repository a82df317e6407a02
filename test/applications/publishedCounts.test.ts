/** Parameters of every network against what its authors or its best-known implementations count. */
import { describe, expect, it } from 'vitest';
import { applications, type models } from '../../src/index.js';
import { goldenCase } from '../goldenCases.js';
import { learningParameters } from './learningParameters.js';

interface PublishedCounts {
  rows: { network: string; parameters: number; source: string; variant: string }[];
}

interface Counted {
  make: () => models.Model;
  /** Whether the source counts moving statistics and other weights that never learn. */
  of: 'all' | 'learning';
}

/** Rows of the table, and how their network is made here. */
const counted: Record<string, Counted> = {
  'LeNet-5': { make: () => applications.lenet5(), of: 'learning' },
  'LeNet-5 (modern)': { make: () => applications.lenet5({ variant: 'modern' }), of: 'all' },
  'AlexNet (one tower)': { make: () => applications.alexNet(), of: 'all' },
  'AlexNet (two GPUs, groups=2)': { make: () => applications.alexNet({ variant: 'twoGPUs' }), of: 'all' },
  'AlexNet (torchvision)': { make: () => applications.alexNet({ variant: 'torchvision' }), of: 'all' },
  'GoogLeNet (InceptionV1)': { make: () => applications.googLeNet(), of: 'all' },
  'GoogLeNet with both auxiliary heads': {
    make: () => applications.googLeNet({ auxiliary: true }),
    of: 'all',
  },
  VGG16: { make: () => applications.vgg16({ weights: null }), of: 'all' },
  'ResNet50 (Keras)': { make: () => applications.resNet50({ weights: null }), of: 'all' },
  'ResNet50 (Keras, include_top=False)': {
    make: () => applications.resNet50({ weights: null, includeTop: false }),
    of: 'all',
  },
  'ResNeXt50 32x4d': { make: () => applications.resNeXt50(), of: 'learning' },
  'ResNeXt50 32x4d (Keras 2 applications)': { make: () => applications.resNeXt50(), of: 'all' },
  'SE-ResNet50': { make: () => applications.seResNet50(), of: 'learning' },
};

/** Rows that are not made here, with the reason. */
const notMade: Record<string, string> = {
  'GoogLeNet (torchvision)': 'googLeNet is the published one: biases, no batch normalization, and 5×5',
  'ResNet50 (torchvision)': 'resNet50 is Keras’s: biases, and the first convolution of a block strides',
};

const { rows } = goldenCase<PublishedCounts>('models/published_parameter_counts');

describe('published counts', () => {
  it('are all either made or passed over for a reason', () => {
    const known = [...Object.keys(counted), ...Object.keys(notMade)];
    expect(rows.map(({ network }) => network).sort()).toEqual(known.sort());
  });

  it.each(rows.filter(({ network }) => network in counted))('$network', ({ network, parameters }) => {
    const { make, of } = counted[network]!;
    const model = make();
    expect(of === 'all' ? model.countParams() : learningParameters(model)).toBe(parameters);
    model.dispose();
  });
});

/** He et al. 2016 with option A and no biases, by hand: 3×3 convolutions, scale and center of every normalization. */
function cifarCount(blocks: number): number {
  const convolution = (inputs: number, outputs: number): number => 9 * inputs * outputs + 2 * outputs;
  const stacks = [16, 32, 64].map((filters, stack) => {
    const first = convolution(stack === 0 ? 16 : filters / 2, filters);
    return first + (2 * blocks - 1) * convolution(filters, filters);
  });
  return convolution(3, 16) + stacks.reduce((sum, count) => sum + count, 0) + 64 * 10 + 10;
}

/** Networks that the table lacks. torchvision: the counts in its models' metadata (num_params). Keras: model.count_params()
 *  of keras.applications 3.15. timm: model card of tf_efficientnet_lite0, 4.65 million. */
const others: { network: string; make: () => models.Model; all?: number; learning?: number }[] = [
  { network: 'ResNet18 (torchvision)', make: () => applications.resNet18(), learning: 11_689_512 },
  { network: 'ResNet34 (torchvision)', make: () => applications.resNet34(), learning: 21_797_672 },
  {
    network: 'ResNet101 (Keras)',
    make: () => applications.resNet101({ weights: null }),
    all: 44_707_176,
  },
  {
    network: 'ResNet152 (Keras)',
    make: () => applications.resNet152({ weights: null }),
    all: 60_419_944,
  },
  {
    network: 'MobileNetV2 (Keras)',
    make: () => applications.mobileNetV2({ weights: null }),
    all: 3_538_984,
  },
  { network: 'EfficientNet-Lite0', make: () => applications.efficientNetLite0(), learning: 4_652_008 },
  { network: 'ResNet20', make: () => applications.resNet20(), learning: cifarCount(3) },
  { network: 'ResNet56', make: () => applications.resNet56(), learning: cifarCount(9) },
  { network: 'TensorFlow’s tutorial', make: () => applications.tutorialCNN(), all: 122_570 },
  { network: 'VGG19 (Keras)', make: () => applications.vgg19({ weights: null }), all: 143_667_240 },
];

it.each(others)('$network', ({ make, all, learning }) => {
  const model = make();
  if (all !== undefined) expect(model.countParams()).toBe(all);
  if (learning !== undefined) expect(learningParameters(model)).toBe(learning);
  model.dispose();
});
