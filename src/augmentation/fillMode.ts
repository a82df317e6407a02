/** What stands beyond the edges of an image: the place inside it that a place outside of it stands for. */

/**
 * - `constant` kkkk|abcd|kkkk
 * - `nearest` aaaa|abcd|dddd
 * - `reflect` dcba|abcd|dcba
 * - `mirror` dcb|abcd|cba
 * - `wrap` abcd|abcd|abcd
 */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'mirror' | 'wrap';

/** What a place beyond the edge is under `constant`. */
export const outside = -1;

/** Maps whole places on 0 … size − 1; `outside` is what `constant` gives. */
export function placeInside(place: number, size: number, mode: FillMode): number {
  if (place >= 0 && place < size) return place;
  switch (mode) {
    case 'constant':
      return outside;
    case 'nearest':
      return place < 0 ? 0 : size - 1;
    case 'wrap':
      return modulo(place, size);
    case 'reflect': {
      const within = modulo(place, 2 * size);
      return within < size ? within : 2 * size - 1 - within;
    }
    case 'mirror': {
      if (size === 1) return 0;
      const within = modulo(place, 2 * size - 2);
      return within < size ? within : 2 * size - 2 - within;
    }
  }
}

/**
 * scipy's `wrap`, which Keras uses: it repeats after size − 1, so that the first and the last pixel share a place; an
 * exact multiple gives the last pixel below 0 and the first one above.
 */
export function scipyWrap(coordinate: number, size: number): number {
  const period = size - 1;
  if (coordinate >= 0 && coordinate <= period) return coordinate;
  if (period === 0) return 0;
  if (coordinate < 0) return coordinate + period * (Math.trunc(-coordinate / period) + 1);
  return coordinate - period * Math.trunc(coordinate / period);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
