/** Images as tensors → images as numbers, and back, in either data format. */

import type { FloatPixels } from '../../augmentation/pixels.js';
import { type Tensor, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { DataFormat } from '../../layers/spatialLayer.js';

/**
 * The numbers of one image, channels last, as a copy.
 * @throws {ArgumentError} for a tensor that is no image
 */
export function pixelsOfTensor(image: Tensor, dataFormat: DataFormat, what: string): FloatPixels {
  if (!(image instanceof tf.Tensor) || image.rank !== 3) {
    throw new ArgumentError(
      `${what}: expected one image, a tensor [height, width, channels]; received ${describe(image)}.`,
    );
  }
  const last = tf.tidy(() => (dataFormat === 'channelsFirst' ? image.transpose([1, 2, 0]) : image.clone()));
  const [height, width, channels] = last.shape as [number, number, number];
  const values = Float32Array.from(last.dataSync());
  last.dispose();
  return { values, height, width, channels };
}

/** The caller disposes it. */
export function tensorOfPixels(
  { values, height, width, channels }: FloatPixels,
  dataFormat: DataFormat,
): Tensor {
  return inFormat(tf.tensor(values, [height, width, channels]), dataFormat);
}

/** Disposes an image or a batch with channels last and gives it in the format wanted. */
export function inFormat(tensor: Tensor, dataFormat: DataFormat): Tensor {
  if (dataFormat === 'channelsLast') return tensor;
  const turned = tf.transpose(tensor, tensor.rank === 3 ? [2, 0, 1] : [0, 3, 1, 2]);
  tensor.dispose();
  return turned;
}

function describe(value: unknown): string {
  return value instanceof tf.Tensor ? `a tensor [${value.shape.join(', ')}]` : typeof value;
}
