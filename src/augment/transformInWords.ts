/** A transformation as a few words each: only what it changes. */
import type { TransformParameters } from '../data/generator/transformParameters.js';
import { formatNumber } from '../display/locale.js';
import { word } from '../plots/words.js';

/** "turned 12°", "moved 3.0, −2.1", "zoomed 0.90×1.10", … in the order in which they are drawn. */
export function transformInWords(transform: TransformParameters): string[] {
  const { theta = 0, tx = 0, ty = 0, shear = 0, zx = 1, zy = 1, channelShiftIntensity = 0 } = transform;
  const { brightness = 1, contrast = 1, blur = 0, sharpen = 0, noise = 0 } = transform;
  return [
    theta !== 0 && `${word('turned')} ${signed(theta, 0)}°`,
    (tx !== 0 || ty !== 0) && `${word('moved')} ${signed(tx, 1)}, ${signed(ty, 1)}`,
    shear !== 0 && `${word('sheared')} ${signed(shear, 0)}°`,
    (zx !== 1 || zy !== 1) && `${word('zoomed')} ${formatNumber(zx, 2)}×${formatNumber(zy, 2)}`,
    transform.flipHorizontal === true && word('mirrored'),
    transform.flipVertical === true && word('upsideDown'),
    channelShiftIntensity !== 0 && `${word('colors')} ${signed(channelShiftIntensity, 0)}`,
    brightness !== 1 && `${word('brightness')} ×${formatNumber(brightness, 2)}`,
    contrast !== 1 && `${word('contrast')} ×${formatNumber(contrast, 2)}`,
    blur !== 0 && `${word('blur')} ${formatNumber(blur, 2)}`,
    sharpen !== 0 && `${word('sharpened')} ${formatNumber(sharpen, 2)}`,
    noise !== 0 && `${word('noise')} ${formatNumber(noise, 1)}`,
  ].filter((text) => text !== false);
}

/** A true minus, which is as wide as a digit. */
function signed(value: number, digits: number): string {
  return formatNumber(value, digits).replace('-', '−');
}
