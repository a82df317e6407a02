import type { DatasetCard } from '../card.js';
import { outlines } from './outlines.js';

export const card = {
  name: 'shapes10',
  title: 'Shapes-10: 12,000 drawings of ten shapes in any color, 32×32 pixels',
  source: 'drawn by cuaderno from a seed',
  license: 'Apache-2.0, as cuaderno itself',
  citation: 'cuaderno, datasets/shapes10.',
  classNames: Object.keys(outlines),
  imageShape: [32, 32, 3] as const,
  trainLength: 10_000,
  testLength: 2_000,
  classCounts: { train: new Array<number>(10).fill(1000), test: new Array<number>(10).fill(200) },
} satisfies DatasetCard;
