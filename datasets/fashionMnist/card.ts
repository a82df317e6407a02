import type { DatasetArchive, DatasetCard } from '../card.js';

const mirrors = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
];

export const card = {
  name: 'fashionMnist',
  title: 'Fashion-MNIST: 70,000 photographs of ten kinds of clothes, 28×28 pixels of gray',
  source: 'https://github.com/zalandoresearch/fashion-mnist',
  license: 'MIT, Zalando SE',
  citation:
    'Xiao, H., Rasul, K. & Vollgraf, R. (2017). Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning ' +
    'Algorithms. arXiv:1708.07747.',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  imageShape: [28, 28, 1],
  trainLength: 60_000,
  testLength: 10_000,
  classCounts: { train: new Array<number>(10).fill(6000), test: new Array<number>(10).fill(1000) },
  archives: [
    file(
      'train-images-idx3-ubyte.gz',
      26_421_880,
      '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    ),
    file(
      'train-labels-idx1-ubyte.gz',
      29_515,
      'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    ),
    file(
      't10k-images-idx3-ubyte.gz',
      4_422_102,
      '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    ),
    file(
      't10k-labels-idx1-ubyte.gz',
      5_148,
      '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    ),
  ],
} as const satisfies DatasetCard;

function file(fileName: string, sizeBytes: number, sha256: string): DatasetArchive {
  return { addresses: mirrors.map((mirror) => `${mirror}/${fileName}`), fileName, sizeBytes, sha256 };
}
