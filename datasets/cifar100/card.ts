import type { DatasetCard } from '../card.js';
import { fineNames } from './superclasses.js';

export const card = {
  name: 'cifar100',
  title: 'CIFAR-100: 60,000 color photographs of a hundred kinds of things, 32×32 pixels',
  source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  license: 'none stated by its authors; free to use for teaching and research with the citation',
  citation:
    'Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. University of Toronto.',
  classNames: fineNames,
  imageShape: [32, 32, 3],
  trainLength: 50_000,
  testLength: 10_000,
  classCounts: { train: new Array<number>(100).fill(500), test: new Array<number>(100).fill(100) },
  archives: [
    {
      addresses: [
        'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
        'https://cave.cs.toronto.edu/kriz/cifar-100-binary.tar.gz',
      ],
      fileName: 'cifar-100-binary.tar.gz',
      sizeBytes: 168_513_733,
      sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    },
  ],
} as const satisfies DatasetCard;
