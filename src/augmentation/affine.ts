/** Affine maps between places in images: rotation, shift, shear and zoom as one matrix, as Keras multiplies them. */

/**
 * From a place (column x, row y) of the result to the place of the original that it shows:
 * x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0, in pixels.
 */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The geometric part of a transformation of `ImageDataGenerator`. What is left out is not done. */
export interface AffineParameters {
  /** Degrees; the content turns counter-clockwise. Default 0. */
  theta?: number;
  /** How far the content moves to the left, in pixels. Default 0. */
  tx?: number;
  /** How far the content moves up, in pixels. Default 0. */
  ty?: number;
  /** Degrees. Default 0. */
  shear?: number;
  /** Columns of the original for one column of the result: above 1 the content gets narrower. Default 1. */
  zx?: number;
  /** Rows of the original for one row of the result. Default 1. */
  zy?: number;
}

/** The map that leaves everything where it is. */
export const identity: AffineMap = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

const radiansPerDegree = Math.PI / 180;

/**
 * Rotation · shift · shear · zoom about the image's centre, in Keras's order.
 * @param size [height, width] of the image
 * @param swappedCentre Keras's own centre, whose two coordinates are swapped: on an image that is not square, row
 *   (width − 1)/2 and column (height − 1)/2
 */
export function affineMap(
  { theta = 0, tx = 0, ty = 0, shear = 0, zx = 1, zy = 1 }: AffineParameters,
  [height, width]: readonly [height: number, width: number],
  swappedCentre = false,
): AffineMap {
  let map = identity;
  if (theta !== 0) {
    const [cos, sin] = [Math.cos(theta * radiansPerDegree), Math.sin(theta * radiansPerDegree)];
    map = { ...identity, xx: cos, xy: -sin, yx: sin, yy: cos };
  }
  if (tx !== 0 || ty !== 0) map = after(map, { ...identity, x0: tx, y0: ty });
  if (shear !== 0) {
    const angle = shear * radiansPerDegree;
    map = after(map, { ...identity, xy: -Math.sin(angle), yy: Math.cos(angle) });
  }
  if (zx !== 1 || zy !== 1) map = after(map, { ...identity, xx: zx, yy: zy });
  if (map === identity) return identity;
  const [across, down] = swappedCentre ? [height, width] : [width, height];
  const [x, y] = [(across - 1) / 2, (down - 1) / 2];
  return after(after({ ...identity, x0: x, y0: y }, map), { ...identity, x0: -x, y0: -y });
}

/** The map that applies `second` first: the product first · second. */
function after(first: AffineMap, second: AffineMap): AffineMap {
  return {
    xx: first.xx * second.xx + first.xy * second.yx,
    xy: first.xx * second.xy + first.xy * second.yy,
    x0: first.xx * second.x0 + first.xy * second.y0 + first.x0,
    yx: first.yx * second.xx + first.yy * second.yx,
    yy: first.yx * second.xy + first.yy * second.yy,
    y0: first.yx * second.x0 + first.yy * second.y0 + first.y0,
  };
}

/** The map of the mirror image of what a map gives. */
export function mirrored(
  map: AffineMap,
  [height, width]: readonly [height: number, width: number],
  { horizontally, vertically }: { horizontally: boolean; vertically: boolean },
): AffineMap {
  const flip = {
    ...identity,
    ...(horizontally && { xx: -1, x0: width - 1 }),
    ...(vertically && { yy: -1, y0: height - 1 }),
  };
  return after(map, flip);
}
