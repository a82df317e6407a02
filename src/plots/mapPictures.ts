/** Maps of numbers over an image, as pictures: the image, the map in color, and both together. */
import type { Rgb } from './colorMap.js';
import type { ImageSource } from './images.js';

export type NumberMap = readonly (readonly number[])[];

/** Rows and columns of a map, stretched to a size with linear interpolation between the centers of its cells. */
export function stretched(map: NumberMap, height: number, width: number): number[][] {
  const [rows, columns] = [map.length, map[0]?.length ?? 0];
  const place = (index: number, length: number, cells: number) => {
    const at = Math.min(cells - 1, Math.max(0, ((index + 0.5) * cells) / length - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(cells - 1, low + 1), share: at - low };
  };
  return Array.from({ length: height }, (_, y) => {
    const row = place(y, height, rows);
    return Array.from({ length: width }, (_, x) => {
      const column = place(x, width, columns);
      const line = (index: number): number =>
        map[index]![column.low]! * (1 - column.share) + map[index]![column.high]! * column.share;
      return line(row.low) * (1 - row.share) + line(row.high) * row.share;
    });
  });
}

/** A map of numbers as a picture, [height, width, 3]. */
export function colored(map: NumberMap, color: (value: number) => Rgb): Uint8Array {
  return Uint8Array.from(map.flatMap((row) => row.flatMap((value) => color(value))));
}

/** One image as red, green and blue. */
export function inColor(source: ImageSource, index: number): Uint8Array {
  const channels = source.imageShape[2]!;
  const pixels = source.image(index);
  return Uint8Array.from({ length: (pixels.length / channels) * 3 }, (_, at) => {
    const from = Math.floor(at / 3) * channels;
    return pixels[from + (channels === 1 ? 0 : at % 3)]!;
  });
}

/** A gray version of the image under the colors: `strength` of the colors, the rest of the image. */
export function laidOver(image: Uint8Array, colors: Uint8Array, strength: number): Uint8Array {
  return image.map((_, at) => {
    const start = at - (at % 3);
    const gray = 0.299 * image[start]! + 0.587 * image[start + 1]! + 0.114 * image[start + 2]!;
    return Math.round((1 - strength) * gray + strength * colors[at]!);
  });
}

/** Pictures in memory as a source of images. */
export function picturesOf(
  pictures: readonly Uint8Array[],
  height: number,
  width: number,
  channels = 3,
): ImageSource {
  return {
    length: pictures.length,
    imageShape: [height, width, channels],
    image: (index) => pictures[index]!,
  };
}
