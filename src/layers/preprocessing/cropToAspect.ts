/** Keras's arithmetic of crops and borders that keep an image's proportions. */

type Size = [height: number, width: number];

/** A box in an image. */
export interface Box {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The largest centered box with the proportions of `target`. */
export function cropBox([height, width]: Size, target: Size): Box {
  const cropHeight = Math.max(1, Math.min(height, wholeRatio(width * target[0], target[1])));
  const cropWidth = Math.max(1, Math.min(width, wholeRatio(height * target[1], target[0])));
  return {
    top: Math.trunc((height - cropHeight) / 2),
    left: Math.trunc((width - cropWidth) / 2),
    height: cropHeight,
    width: cropWidth,
  };
}

/** How many rows above and below, and columns left and right, give an image the proportions of `target`. Both ends get
 *  the same, so that an odd number of missing rows loses one, as in Keras. */
export function borders([height, width]: Size, target: Size): Size {
  const padHeight = Math.max(height, wholeRatio(width * target[0], target[1]));
  const padWidth = Math.max(width, wholeRatio(height * target[1], target[0]));
  return [Math.trunc((padHeight - height) / 2), Math.trunc((padWidth - width) / 2)];
}

/** In float32, as TensorFlow divides before it cuts the fraction off. */
function wholeRatio(numerator: number, denominator: number): number {
  return Math.trunc(Math.fround(Math.fround(numerator) / denominator));
}
