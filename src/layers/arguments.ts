/** Checks that several layers share, so that they complain in the same words. */
import type { Shape } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';

/** One number for both directions, or one for rows and one for columns. */
export type Pair = number | [number, number];

/** @throws {ArgumentError} unless `value` is a whole number of at least 1 */
export function requirePositiveInteger(layer: string, argument: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) >= 1) return;
  throw new ArgumentError(
    `${layer}: ${argument} must be a whole number of at least 1; received ${show(value)}.`,
  );
}

/** @throws {ArgumentError} unless `value` is one positive whole number, or two */
export function requirePair(layer: string, argument: string, value: unknown): void {
  const numbers = Array.isArray(value) ? value : [value];
  if (numbers.length <= 2 && numbers.length > 0 && numbers.every((n) => Number.isInteger(n) && n >= 1))
    return;
  throw new ArgumentError(
    `${layer}: ${argument} must be a positive whole number or a pair [height, width] of them; received ${show(value)}.`,
  );
}

/** @throws {ArgumentError} unless 0 ≤ `value` < 1 */
export function requireRate(layer: string, argument: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return;
  throw new ArgumentError(`${layer}: ${argument} must be a number in [0, 1); received ${show(value)}.`);
}

/** @throws {ArgumentError} unless `value` is one of `choices` */
export function requireOneOf(
  layer: string,
  argument: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (choices.includes(value as string)) return;
  throw new ArgumentError(
    `${layer}: ${argument} must be ${choices.map((choice) => `'${choice}'`).join(' or ')}; received ${show(value)}.`,
  );
}

/** The shape of a layer's only input. */
export function onlyShape(inputShape: Shape | Shape[]): Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
}

/** @throws {ArgumentError} unless the shape is [batch, height, width, channels] with known channels; returns them */
export function requireChannels(layer: string, shape: Shape): number {
  const channels = shape.at(-1);
  if (shape.length === 4 && typeof channels === 'number') return channels;
  throw new ArgumentError(
    `${layer}: an input [batch, height, width, channels] is expected; received [${shape.join(', ')}].`,
  );
}

/** A pair's two numbers. */
export function bothOf(pair: Pair): [number, number] {
  return typeof pair === 'number' ? [pair, pair] : pair;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
