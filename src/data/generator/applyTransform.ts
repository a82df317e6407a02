/** Applies one transformation to one image. */
import { affineMap, identity, mirrored } from '../../augmentation/affine.js';
import { affineResample } from '../../augmentation/affineResample.js';
import { blur, sharpen } from '../../augmentation/blur.js';
import { brighten, changeContrast, shiftAndBrighten, shiftChannels } from '../../augmentation/color.js';
import { flipHorizontally, flipVertically } from '../../augmentation/flip.js';
import { addNoise } from '../../augmentation/noise.js';
import { blankLike, type FloatPixels, type Pixels } from '../../augmentation/pixels.js';
import type { RandomGenerator } from '../../engine/seed.js';
import type { Augmentation } from './augmentation.js';
import type { TransformParameters } from './transformParameters.js';

/**
 * Keras's order: one resample for all that is geometric, channel shift, flips, brightness (flips may be sooner: the other
 * two treat all pixels alike); then contrast, blur, sharpening and noise. The image given stays as it is.
 * @param random draws the noise
 * @param into takes the result, instead of new memory
 */
export function applyTransform(
  image: Pixels,
  transform: TransformParameters,
  settings: Pick<Augmentation, 'fillMode' | 'cval' | 'interpolationOrder' | 'kerasCompat'>,
  random: RandomGenerator,
  into: Float32Array = blankLike(image).values,
): FloatPixels {
  const { fillMode, cval, interpolationOrder: order, kerasCompat } = settings;
  const { flipHorizontal: horizontally = false, flipVertical: vertically = false } = transform;
  const size = [image.height, image.width] as const;
  const map = affineMap(transform, size, kerasCompat);
  const isMoved = map !== identity;
  // What is drawn anew anyway is drawn mirrored: the channel shift between the two treats all pixels alike.
  if (isMoved) {
    const flipped = mirrored(map, size, { horizontally, vertically });
    affineResample(image, flipped, { order, fillMode, cval, scipyWraps: kerasCompat }, into);
  } else into.set(image.values);
  const result = { ...image, values: into };
  if (horizontally && !isMoved) flipHorizontally(result);
  if (vertically && !isMoved) flipVertically(result);
  const { channelShiftIntensity: shift, brightness } = transform;
  if (shift !== undefined && brightness !== undefined) {
    shiftAndBrighten(result, shift, brightness, !kerasCompat);
  } else if (shift !== undefined) shiftChannels(result, shift);
  else if (brightness !== undefined) brighten(result, brightness, !kerasCompat);
  if (transform.contrast !== undefined) changeContrast(result, transform.contrast);
  if (transform.blur !== undefined) blur(result, transform.blur);
  if (transform.sharpen !== undefined) sharpen(result, transform.sharpen);
  if (transform.noise !== undefined) addNoise(result, transform.noise, random);
  return result;
}
