/** JPEGs through the decoder in TensorFlow's library: at once, in the thread that asks. */
import { createRequire } from 'node:module';
import type { BytePixels } from '../augmentation/pillowResize.js';
import { jpegHeader } from './jpegHeader.js';
import { ScratchBytes } from './scratchBytes.js';

interface JpegAddon {
  decode(content: Uint8Array, into: Uint8Array): boolean;
}

const require = createRequire(import.meta.url);
/** By its path; undefined where it could not be loaded. */
const addons = new Map<string, JpegAddon | undefined>();
/** A thread decodes one image at a time. */
const scratch = new ScratchBytes();

/**
 * A JPEG as Pillow reads it, three channels whatever it holds.
 * @param addonPath the compiled addon
 * @param pixelLimit more pixels than this are not decoded
 * @returns the image, whose values are overwritten by the next call; undefined for what is no JPEG or no plain one, and
 *   for broken ones
 */
export function decodeJpeg(
  content: Uint8Array,
  addonPath: string,
  pixelLimit: number,
): BytePixels | undefined {
  const header = jpegHeader(content);
  if (header === undefined || (header.components !== 1 && header.components !== 3)) return undefined;
  const { width, height } = header;
  if (width * height > pixelLimit) return undefined;
  const addon = loaded(addonPath);
  if (addon === undefined) return undefined;
  const values = scratch.take(width * height * 3);
  return addon.decode(content, values) ? { values, width, height, channels: 3 } : undefined;
}

function loaded(addonPath: string): JpegAddon | undefined {
  if (!addons.has(addonPath)) {
    try {
      addons.set(addonPath, require(addonPath) as JpegAddon);
    } catch {
      // Built for another machine, or its library is gone: the other decoder reads the same pixels.
      addons.set(addonPath, undefined);
    }
  }
  return addons.get(addonPath);
}
