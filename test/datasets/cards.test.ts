/** Cards: numbers that add up, and a page in docs for each that says the same. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { catalog } from '../../datasets/catalog.js';
import { datasets } from '../../src/index.js';

const cards = catalog.map(({ card }) => card);
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const downloaded = cards.filter(({ archives }) => archives !== undefined);

test('every data set of the library is in the catalog', () => {
  const loaders = Object.entries(datasets).filter(([, value]) => 'load' in Object(value));
  expect(loaders.map(([name]) => name).sort()).toEqual(cards.map(({ name }) => name).sort());
});

test.each(cards)(
  '$name: the classes have as many images as there are',
  ({ classNames, classCounts, ...card }) => {
    expect([sum(classCounts.train), sum(classCounts.test)]).toEqual([card.trainLength, card.testLength]);
    expect(classCounts.train).toHaveLength(classNames.length);
    expect(new Set(classNames).size).toBe(classNames.length);
  },
);

test.each(downloaded)(
  '$name: its files have addresses and a size, and a checksum but for one',
  ({ name, archives }) => {
    for (const { addresses, fileName, sizeBytes, sha256 } of archives!) {
      for (const address of addresses) expect(new URL(address).pathname.endsWith(`/${fileName}`)).toBe(true);
      expect(sizeBytes).toBeGreaterThan(1000);
      expect(sha256 ?? '').toMatch(name === 'catsVsDogs' ? /^$/ : /^[0-9a-f]{64}$/);
    }
  },
);

test.each(downloaded)('$name: its page has its license, source, citation and counts', (card) => {
  const file = path.resolve('docs', 'data-sets', `${card.name}.md`);
  const page = readFileSync(file, 'utf8');
  for (const text of [card.license, card.source, card.citation]) expect(page).toContain(text);
  for (const [label, name] of card.classNames.entries()) {
    const counts = [card.classCounts.train[label], card.classCounts.test[label]].filter(
      (count) => count !== undefined,
    );
    if (card.classNames.length <= 20) expect(page).toContain(`| ${name} | ${counts.join(' | ')} |`);
    else expect(page).toContain(name);
  }
  for (const [, picture] of page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
    expect(existsSync(path.resolve(path.dirname(file), picture!)), picture).toBe(true);
});
