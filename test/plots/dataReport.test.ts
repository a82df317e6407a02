import { afterEach, expect, test } from 'vitest';
import { DataReport, type PartReport } from '../../src/data/analysis/dataReport.js';
import { setLocale } from '../../src/display/locale.js';
import { dataReport, nearDuplicates } from '../../src/plots/index.js';
import { expectPicture } from './picture.js';
import { tenClasses, testImages } from './testImages.js';

afterEach(() => setLocale('en'));
setLocale('en');

const part = (name: string, counts: number[], more: Partial<PartReport> = {}): PartReport => ({
  name,
  images: counts.reduce((sum, count) => sum + count, 0),
  classNames: tenClasses,
  classCounts: counts,
  sizes: [{ height: 32, width: 32, channels: 3, count: 1 }],
  channelMeans: [0.49, 0.48, 0.45],
  channelDeviations: [0.25, 0.24, 0.26],
  unreadable: [],
  ...more,
});
const train = part('train', [500, 480, 510, 300, 505, 490, 40, 500, 495, 500]);
const held = part('test', [100, 100, 98, 100, 102, 100, 100, 100, 100, 100], {
  channelMeans: [0.6, 0.5, 0.4],
});

test('class balance and channels of two parts, as committed', async () => {
  await expectPicture(dataReport(new DataReport([train, held], [])), 'dataReport');
});

test('files of many sizes, in Spanish, as committed', async () => {
  setLocale('es');
  const sizes = Array.from({ length: 60 }, (_, index) => ({
    height: 180 + ((index * 37) % 300),
    width: 200 + ((index * 53) % 420),
    channels: 3,
    count: 1 + (index % 7 === 0 ? 40 : 0),
  }));
  const files = part('train', [633, 898, 641, 699, 799], {
    classNames: ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'],
    sizes,
    unreadable: [{ name: 'daisy/1.jpg', reason: 'empty' }],
  });
  const figure = dataReport(new DataReport([files], []));
  expect(figure.text).toBe('train: 3670 imágenes (633–898), archivos ilegibles: 1');
  await expectPicture(figure, 'dataReport-sizes');
});

test('a hundred classes are a line from the largest to the smallest', () => {
  const counts = Array.from({ length: 100 }, (_, label) => (label * 37) % 100);
  const many = part('train', counts, { classNames: counts.map((_, label) => `c${label}`) });
  const [line] = dataReport(new DataReport([many], [])).data;
  expect(line!.y).toEqual(Array.from({ length: 100 }, (_, place) => 99 - place));
  expect((line!.text as string[])[0]).toBe(`c${counts.indexOf(99)}`);
});

test('near-duplicates side by side, as committed; a sentence where there are none', async () => {
  const images = testImages(8);
  const picture = (index: number) => ({ values: images.image(index), height: 32, width: 32, channels: 3 });
  const named = (name: string, place: number) => ({
    part: name,
    place,
    name: String(place),
    className: tenClasses[place]!,
  });
  const pairs = [0, 3, 7].map((place) => ({
    images: [named('train', place), named('test', place)] as const,
    distance: place,
    correlation: 0.99,
    pictures: [picture(place), picture(place)] as const,
  }));
  const figure = nearDuplicates(new DataReport([train, held], pairs));
  expect(figure.text).toMatch(
    /^3 near-duplicates between the parts: train 0 \(airplane\) = test 0 \(airplane\); /,
  );
  await expectPicture(figure, 'nearDuplicates');
  expect(nearDuplicates(new DataReport([train, held], [])).text).toBe('No near-duplicates between the parts');
});
