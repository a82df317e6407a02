/** Numbers of filters that processors like. */

const divisor = 8;
/** Rounding down may take away so much. */
const leastShare = 0.9;

/** The multiple of eight that is nearest, at least 8, and no less than nine tenths of the number. */
export function divisibleByEight(filters: number): number {
  const nearest = Math.max(divisor, Math.floor((filters + divisor / 2) / divisor) * divisor);
  return nearest < leastShare * filters ? nearest + divisor : nearest;
}
