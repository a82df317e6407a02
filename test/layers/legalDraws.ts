/** The parts that random examples of layers are drawn from. */
import fc from 'fast-check';

/** What a layer is made of and called with. */
export interface LegalLayer {
  args: Record<string, unknown>;
  /** The shape of each input, with its batch. */
  shapes: number[][];
  /** Which inputs have well-defined gradients: any, or only those whose numbers are far apart (maxima). */
  numbers?: 'distinct' | 'indices';
}

/** Draws the parts of one example. */
export interface Draw {
  integer(min: number, max: number): number;
  one<T>(...choices: T[]): T;
  /** The argument, or nothing, so that the default is used. */
  maybe<T>(value: T): T | undefined;
}

export function drawFrom(generate: fc.GeneratorValue): Draw {
  const integer = (min: number, max: number): number => generate(fc.integer, { min, max });
  const one = <T>(...choices: T[]): T => choices[integer(0, choices.length - 1)]!;
  return { integer, one, maybe: (value) => (integer(0, 1) === 0 ? value : undefined) };
}

export type Recipe = (draw: Draw) => LegalLayer;

/** [batch, …places, channels], or with channels first. */
export function batchShape(
  draw: Draw,
  places: number,
  channels: number,
  format?: string,
  least = 5,
): number[] {
  const sizes = Array.from({ length: places }, () => draw.integer(least, places === 3 ? 6 : 8));
  const batch = draw.integer(1, 2);
  return format === 'channelsFirst' ? [batch, channels, ...sizes] : [batch, ...sizes, channels];
}

/** One number, or one for each axis. */
export function sizes(draw: Draw, places: number, min: number, max: number): number | number[] {
  if (draw.integer(0, 1) === 0) return draw.integer(min, max);
  return Array.from({ length: places }, () => draw.integer(min, max));
}

export const formats = ['channelsLast', 'channelsFirst', undefined] as const;
