/** Checks of numbers that losses, metrics, optimizers and schedules share, so that they complain in the same words. */
import { ArgumentError } from '../errors.js';

/** @throws {ArgumentError} unless every argument is a number in [least, most]; `most` may be Infinity */
export function requireWithin(
  caller: string,
  args: Record<string, unknown>,
  least: number,
  most: number,
): void {
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most) continue;
    const range =
      most === Infinity
        ? `a number of at least ${least}`
        : least === -Infinity
          ? `a number of at most ${most}`
          : `a number in [${least}, ${most}]`;
    throw new ArgumentError(`${caller}: ${name} must be ${range}; received ${shown(value)}.`);
  }
}

/** @throws {ArgumentError} unless every argument is a number above 0 */
export function requirePositive(caller: string, args: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) continue;
    throw new ArgumentError(`${caller}: ${name} must be a positive number; received ${shown(value)}.`);
  }
}

/** @throws {ArgumentError} unless every argument is a whole number of at least `least` */
export function requireWholeNumber(caller: string, args: Record<string, unknown>, least: number): void {
  for (const [name, value] of Object.entries(args)) {
    if (Number.isInteger(value) && Number(value) >= least) continue;
    throw new ArgumentError(
      `${caller}: ${name} must be a whole number of at least ${least}; received ${shown(value)}.`,
    );
  }
}

/** @throws {ArgumentError} unless every argument is one of `choices` */
export function requireOneOf(
  caller: string,
  args: Record<string, unknown>,
  choices: readonly string[],
): void {
  for (const [name, value] of Object.entries(args)) {
    if (choices.some((choice) => choice === value)) continue;
    const expected = choices.map((choice) => `'${choice}'`).join(' or ');
    throw new ArgumentError(`${caller}: ${name} must be ${expected}; received ${shown(value)}.`);
  }
}

/** NaN and the infinities have no JSON. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
