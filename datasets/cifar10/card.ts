import type { DatasetCard } from '../card.js';

export const card = {
  name: 'cifar10',
  title: 'CIFAR-10: 60,000 color photographs of ten kinds of things, 32×32 pixels',
  source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  license: 'none stated by its authors; free to use for teaching and research with the citation',
  citation:
    'Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. University of Toronto.',
  classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  imageShape: [32, 32, 3],
  trainLength: 50_000,
  testLength: 10_000,
  classCounts: { train: new Array<number>(10).fill(5000), test: new Array<number>(10).fill(1000) },
  archives: [
    {
      addresses: [
        'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        'https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz',
      ],
      fileName: 'cifar-10-binary.tar.gz',
      sizeBytes: 170_052_171,
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    },
  ],
} as const satisfies DatasetCard;
