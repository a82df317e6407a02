import { ArgumentError } from '../errors.js';

/** @throws {ArgumentError} unless `value` is a whole number of at least `least` */
export function requireWholeNumber(purpose: string, name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return;
  throw new ArgumentError(
    `${purpose}: ${name} must be a whole number of at least ${least}; received ${String(value)}.`,
  );
}
