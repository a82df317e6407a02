/** What augmentation may do to an image: settled, checked, and plain enough to be sent to a worker. */
import type { FillMode } from '../../augmentation/fillMode.js';

/** A shift's range: see `ImageDataGeneratorArgs.widthShiftRange`. */
export type ShiftRange = number | readonly number[] | { readonly pixels: number };

/** A smallest and a largest value. */
export type Range = readonly [low: number, high: number];

export interface Augmentation {
  rotationRange: number;
  widthShiftRange: ShiftRange;
  heightShiftRange: ShiftRange;
  brightnessRange: Range | undefined;
  shearRange: number;
  zoomRange: Range;
  channelShiftRange: number;
  horizontalFlip: boolean;
  verticalFlip: boolean;
  contrastRange: Range | undefined;
  blurRange: Range | undefined;
  sharpenRange: Range | undefined;
  noiseRange: Range | undefined;
  stretchRange: Range | undefined;
  unchangedFraction: number;
  fillMode: Exclude<FillMode, 'mirror'>;
  cval: number;
  interpolationOrder: 0 | 1;
  kerasCompat: boolean;
}
