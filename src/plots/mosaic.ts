/** Many small images as one picture with crisp pixels: the body of every figure that shows images. */
import type { ImageSource } from './images.js';
import { pngFile } from './pngFile.js';

/** How a mosaic is laid out; all in pixels of the figure. */
export interface MosaicLayout {
  columns: number;
  rows: number;
  /** Width of the whole figure. */
  width: number;
  /** Height of the mosaic, labels included. */
  height: number;
  /** Size of one enlarged image. */
  imageWidth: number;
  imageHeight: number;
  /** Left and top edge of image i. */
  place(index: number): { left: number; top: number };
}

/** Free space between neighboring images. */
const gapPx = 12;
/** What an image is enlarged to, at most: alone in its row, or as one of many rows that should fit on a screen. */
const widestPx = { oneRow: 192, manyRows: 104 };

/** @param captionWidth room for the text below each image, if the columns leave it
 *  @param captionHeight the same, downwards */
export function mosaicLayout(
  source: ImageSource,
  count: number,
  columns: number,
  width: number,
  captionWidth: number,
  captionHeight: number,
): MosaicLayout {
  const [height, imageWidth] = [source.imageShape[0]!, source.imageShape[1]!];
  const rows = Math.ceil(count / columns);
  const stepMost = Math.floor(width / columns);
  const widest = Math.min(stepMost - gapPx, rows > 1 ? widestPx.manyRows : widestPx.oneRow);
  // Whole multiples of a pixel where the image allows it, so that all pixels are of one size.
  const scale = widest >= imageWidth ? Math.floor(widest / imageWidth) : widest / imageWidth;
  const shownWidth = Math.max(1, Math.round(imageWidth * scale));
  const shownHeight = Math.max(1, Math.round(height * scale));
  const stepX = Math.min(stepMost, Math.max(shownWidth + gapPx, captionWidth) + gapPx);
  const stepY = shownHeight + captionHeight + gapPx;
  const left = Math.round((width - columns * stepX) / 2 + (stepX - shownWidth) / 2);
  return {
    columns,
    rows,
    width,
    height: rows * stepY + gapPx,
    imageWidth: shownWidth,
    imageHeight: shownHeight,
    place: (index) => ({
      left: left + (index % columns) * stepX,
      top: gapPx + Math.floor(index / columns) * stepY,
    }),
  };
}

/** The images in their places on white, as a data URI of a PNG: one picture for Plotly instead of a number a pixel. */
export function mosaicPicture(source: ImageSource, count: number, layout: MosaicLayout): string {
  const { width, height } = layout;
  const page = new Uint8Array(width * height * 3).fill(255);
  for (let index = 0; index < count; index++) paste(source, index, layout, page);
  return `data:image/png;base64,${pngFile(page, width, height).toString('base64')}`;
}

function paste(source: ImageSource, index: number, layout: MosaicLayout, page: Uint8Array): void {
  const [height = 1, width = 1, channels = 1] = source.imageShape;
  const pixels = source.image(index);
  const { left, top } = layout.place(index);
  for (let y = 0; y < layout.imageHeight; y++) {
    const fromRow = Math.floor((y * height) / layout.imageHeight) * width;
    for (let x = 0; x < layout.imageWidth; x++) {
      const from = (fromRow + Math.floor((x * width) / layout.imageWidth)) * channels;
      const to = ((top + y) * layout.width + left + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        page[to + channel] = pixels[from + (channels === 1 ? 0 : channel)]!;
      }
    }
  }
}
