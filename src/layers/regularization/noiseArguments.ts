/** Arguments that layers of random masks share. */
import { complaint, nullable, type Reader, rate, seed } from '../arguments.js';
import type { LayerArgs } from '../layer.js';

export interface SeedArgs extends LayerArgs {
  /** Makes the draws repeatable; a new one is still made at every step. Default: from `setSeed`'s stream. */
  seed?: number | null;
}

export interface RateArgs extends SeedArgs {
  /** Fraction of the values to drop, in [0, 1). */
  rate: number;
}

export interface NoiseShapeArgs extends RateArgs {
  /** The shape of the mask, null for the input's own length: 1 along an axis drops all of it together. */
  noiseShape?: readonly (number | null)[] | null;
}

const noiseShape: Reader<(number | null)[]> = (value, where) => {
  const fits = (one: unknown): boolean => one === null || (Number.isSafeInteger(one) && (one as number) >= 1);
  if (Array.isArray(value) && value.length > 0 && value.every(fits)) return [...value];
  throw complaint(where, 'a list of positive whole numbers and nulls', value);
};

/** The readers of `NoiseShapeArgs`. */
export const noiseSchema = { rate, seed, noiseShape: nullable(noiseShape) };

/** The readers of `RateArgs`. */
export const rateSchema = { rate, seed };
