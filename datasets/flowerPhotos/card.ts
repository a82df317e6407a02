import type { DatasetCard } from '../card.js';

export const card = {
  name: 'flowerPhotos',
  title: 'Flower photos: 3,670 color photographs of five kinds of flowers, of many sizes',
  source: 'https://www.tensorflow.org/tutorials/load_data/images',
  license: 'CC BY 2.0; the photographers are named in its LICENSE.txt, which is kept beside the photographs',
  citation: 'The TensorFlow Team (2019). Flowers. download.tensorflow.org/example_images/flower_photos.tgz.',
  classNames: ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'],
  trainLength: 3670,
  testLength: 0,
  classCounts: { train: [633, 898, 641, 699, 799], test: [] },
  archives: [
    {
      addresses: [
        'https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz',
        'http://download.tensorflow.org/example_images/flower_photos.tgz',
      ],
      fileName: 'flower_photos.tgz',
      sizeBytes: 228_813_984,
      sha256: '4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c',
    },
  ],
} as const satisfies DatasetCard;
