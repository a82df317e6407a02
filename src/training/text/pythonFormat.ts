/** Python's str.format, as far as file names need it. */

import { ArgumentError } from '../../errors.js';
import { signed } from './pythonFloat.js';

/**
 * Replaces `{name}`, `{name:02d}`, `{name:.3f}`, `{name:.1e}` by values.
 * @throws {ArgumentError} for a name without a value
 * @example pythonFormat('{epoch:02d}-{val_loss:.2f}.keras', { epoch: 3, val_loss: 0.256 }) // '03-0.26.keras'
 */
export function pythonFormat(template: string, values: Readonly<Record<string, number>>): string {
  return template.replace(/\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}/g, (match, name?: string, spec = '') => {
    if (name === undefined) return match[0]!;
    const value = values[name];
    if (value !== undefined) return formatted(value, spec, template);
    throw new ArgumentError(
      `The file name "${template}" asks for {${name}}, which is not there. There are: ${Object.keys(values).join(', ')}.`,
    );
  });
}

function formatted(value: number, spec: string, template: string): string {
  const parts = /^(0?)(\d*)(?:\.(\d+))?([dfeg%]?)$/.exec(spec);
  if (parts === null) {
    throw new ArgumentError(
      `The file name "${template}" has the format “:${spec}”. Expected one such as :02d, :.3f or :.1e.`,
    );
  }
  const [, zero, width, precision, kind] = parts;
  const digits = precision === undefined ? 6 : Number(precision);
  const text = numberText(value, kind!, digits, precision !== undefined);
  return text.padStart(Number(width || 0), zero === '0' ? '0' : ' ');
}

function numberText(value: number, kind: string, digits: number, hasPrecision: boolean): string {
  switch (kind) {
    case 'd':
      return String(Math.trunc(value));
    case 'e': {
      const [mantissa, exponent] = value.toExponential(digits).split('e') as [string, string];
      return `${mantissa}e${signed(Number(exponent))}`;
    }
    case '%':
      return `${(value * 100).toFixed(digits)}%`;
    case 'f':
      return value.toFixed(digits);
    default:
      return hasPrecision ? String(Number(value.toPrecision(digits))) : String(value);
  }
}
