import type { DatasetCard } from '../card.js';

export const card = {
  name: 'catsVsDogs',
  title: 'Cats and dogs, filtered: 3,000 color photographs of many sizes',
  source: 'https://www.tensorflow.org/tutorials/images/transfer_learning',
  license:
    'none stated; 3,000 of the 25,000 photographs of Asirra (Microsoft Research), published for teaching',
  citation:
    'Elson, J., Douceur, J., Howell, J. & Saul, J. (2007). Asirra: A CAPTCHA that Exploits Interest-Aligned Manual Image ' +
    'Categorization. Proceedings of the 14th ACM CCS.',
  classNames: ['cats', 'dogs'],
  trainLength: 2000,
  testLength: 1000,
  classCounts: { train: [1000, 1000], test: [500, 500] },
  archives: [
    {
      addresses: ['https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip'],
      fileName: 'cats_and_dogs_filtered.zip',
      sizeBytes: 68_606_236,
    },
  ],
} as const satisfies DatasetCard;
