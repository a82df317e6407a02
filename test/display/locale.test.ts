import { afterEach, expect, test } from 'vitest';
import { formatNumber, formatPercent, locale, setLocale } from '../../src/display/locale.js';

afterEach(() => setLocale('en'));

test('numbers follow the language', () => {
  setLocale('es');
  expect([locale(), formatNumber(1234.5, 2), formatPercent(0.934)]).toEqual(['es', '1234,50', '93\u00a0%']);
  setLocale('en');
  expect([locale(), formatNumber(1234.5, 2), formatPercent(0.934)]).toEqual(['en', '1234.50', '93%']);
});

test('other languages are refused', () => {
  expect(() => setLocale('fr' as 'en')).toThrow('expected one of en, es; received "fr"');
});
