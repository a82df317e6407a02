import { expect, test } from 'vitest';
import { pageAbout } from '../../../kernel/protocol/pager.js';
import { EngineError } from '../../../src/errors.js';

test('a question is asked about the whole name, at its end', async () => {
  const asked: [string, number][] = [];
  const page = await pageAbout(' model.fit? ', async (code, cursor) => {
    asked.push([code, cursor]);
    return { 'text/plain': 'trains' };
  });
  expect(asked).toEqual([['model.fit', 9]]);
  expect(page).toEqual([{ source: 'page', data: { 'text/plain': 'trains' }, start: 0 }]);
});

test('a language service that gives up is told of on the page', async () => {
  const page = await pageAbout('model?', () => Promise.reject(new EngineError('The type checker gave up')));
  expect(page).toEqual([{ source: 'page', data: { 'text/plain': 'The type checker gave up' }, start: 0 }]);
});
