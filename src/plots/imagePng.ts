/** One image as a data URI of a PNG with crisp, enlarged pixels, for Plotly's layout.images. */
import type { ImageSource } from './images.js';
import { inColor } from './mapPictures.js';
import { pngFile } from './pngFile.js';

/** Browsers smooth what they enlarge: the picture has at least so many pixels a side. */
const leastPx = 256;

export function imagePng(source: ImageSource, index: number): string {
  const [height = 1, width = 1] = source.imageShape;
  const scale = Math.max(1, Math.ceil(leastPx / Math.max(height, width)));
  const pixels = inColor(source, index);
  const [rows, columns] = [height * scale, width * scale];
  const page = new Uint8Array(rows * columns * 3);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * 3;
      page.set(pixels.subarray(from, from + 3), (y * columns + x) * 3);
    }
  }
  return `data:image/png;base64,${pngFile(page, columns, rows).toString('base64')}`;
}
