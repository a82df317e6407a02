import sharp, { type OutputInfo } from 'sharp';
import { DataError } from '../errors.js';
import type { ImageShape } from './imageBytes.js';

/**
 * Decodes a JPEG or PNG image of a known size into height × width × 3 bytes, row by row; an alpha channel is dropped.
 * @param name names the image in an error
 * @throws {DataError} if it is broken, of another format, or of another size
 */
export async function decodeImage(content: Buffer, shape: ImageShape, name: string): Promise<Uint8Array> {
  if (!isJpeg(content) && !isPng(content)) throw new DataError(`${name} is not a JPEG or PNG image.`);
  const [height, width, channels] = shape;
  let decoded: { data: Buffer; info: OutputInfo };
  try {
    decoded = await sharp(content, { limitInputPixels: 1 << 24 })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new DataError(`${name} is a broken image: ${(error as Error).message}`, { cause: error });
  }
  const { data, info } = decoded;
  if (info.width !== width || info.height !== height || info.channels !== channels) {
    throw new DataError(
      `${name} is ${info.height}×${info.width}×${info.channels}, expected ${height}×${width}×${channels}.`,
    );
  }
  return data;
}

function isJpeg(content: Buffer): boolean {
  return content.length > 3 && content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff;
}

function isPng(content: Buffer): boolean {
  return content.subarray(0, 8).equals(Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a));
}
