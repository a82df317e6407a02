import type { DatasetArchive, DatasetCard } from '../card.js';

/** The site of the authors does not give its files to everybody any more; these are the copies that TensorFlow and PyTorch load. */
const mirrors = [
  'https://storage.googleapis.com/cvdf-datasets/mnist',
  'https://ossci-datasets.s3.amazonaws.com/mnist',
];

export const card = {
  name: 'mnist',
  title: 'MNIST: 70,000 handwritten digits, 28×28 pixels of gray',
  source: 'http://yann.lecun.com/exdb/mnist',
  license: 'CC BY-SA 3.0; copyright Yann LeCun and Corinna Cortes',
  citation:
    'LeCun, Y., Bottou, L., Bengio, Y. & Haffner, P. (1998). Gradient-based learning applied to document recognition. ' +
    'Proceedings of the IEEE 86(11), 2278-2324.',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  imageShape: [28, 28, 1],
  trainLength: 60_000,
  testLength: 10_000,
  classCounts: {
    train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
  },
  archives: [
    file(
      'train-images-idx3-ubyte.gz',
      9_912_422,
      '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    ),
    file(
      'train-labels-idx1-ubyte.gz',
      28_881,
      '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    ),
    file(
      't10k-images-idx3-ubyte.gz',
      1_648_877,
      '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    ),
    file(
      't10k-labels-idx1-ubyte.gz',
      4_542,
      'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    ),
  ],
} as const satisfies DatasetCard;

function file(fileName: string, sizeBytes: number, sha256: string): DatasetArchive {
  return { addresses: mirrors.map((mirror) => `${mirror}/${fileName}`), fileName, sizeBytes, sha256 };
}
