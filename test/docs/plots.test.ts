/** docs/plots.md shows every figure, and every picture in it is there. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { plots } from '../../src/index.js';

const folder = path.resolve(import.meta.dirname, '../../docs');
const page = readFileSync(path.join(folder, 'plots.md'), 'utf8');

it('names every function of plots', () => {
  const missing = Object.keys(plots).filter((name) => !page.includes(`plots.${name}`));
  expect(missing).toEqual([]);
});

it('has pictures that are there', () => {
  const sources = [...page.matchAll(/src="([^"]+)"/g)].map(([, source]) => source!);
  expect(sources.length).toBeGreaterThan(25);
  expect(sources.filter((source) => !existsSync(path.join(folder, source)))).toEqual([]);
});
