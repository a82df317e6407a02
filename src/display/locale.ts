/** The language of everything that cuaderno itself writes: labels in figures, progress, pages. */
import { ArgumentError } from '../errors.js';

/** The languages that cuaderno speaks. */
export type Locale = 'en' | 'es';

const supported: readonly Locale[] = ['en', 'es'];
let current = localeOfEnvironment(process.env);

/**
 * The language in force: the one set last, or the one of `LC_ALL`, `LC_MESSAGES` or `LANG`; English for all others.
 * @example locale(); // 'en'
 */
export function locale(): Locale {
  return current;
}

/**
 * Sets the language of labels and the decimal sign (0.5 in English, 0,5 in Spanish).
 * @example setLocale('es');
 * @throws {ArgumentError} for a language that cuaderno does not speak
 */
export function setLocale(language: Locale): void {
  if (!supported.includes(language)) {
    throw new ArgumentError(`setLocale: expected one of ${supported.join(', ')}; received "${language}".`);
  }
  current = language;
}

/** A number for people, in the language in force: 0.6634 with 2 digits → "0.66", in Spanish "0,66". */
export function formatNumber(value: number, digits: number): string {
  return numberFormat(digits).format(value);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Making one takes a hundred times as long as formatting a number with it. */
function numberFormat(digits: number): Intl.NumberFormat {
  const key = `${current} ${digits}`;
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(current, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  numberFormats.set(key, made);
  return made;
}

/** A fraction as a percentage in the language in force: 0.934 → "93%", in Spanish "93 %" (with a no-break space). */
export function formatPercent(fraction: number): string {
  return fraction.toLocaleString(current, { style: 'percent' });
}

function localeOfEnvironment(environment: NodeJS.ProcessEnv): Locale {
  const language = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return supported.find((name) => language.toLowerCase().startsWith(name)) ?? 'en';
}
