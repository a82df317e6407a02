/** The picture that an image tensor is: [height, width, 1 | 3 | 4], or a batch of them. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorLike } from './tensor.js';

/** What may be meant as an image: a 3×3 filter is none. In pixels a side. */
const sides = { least: 8, most: 2048 };
/** A batch shows its first images. */
const mostImages = 32;
const columns = 8;
const widthPx = 800;
/** Smaller images are enlarged to about this width. */
const enlargedPx = 192;

export interface Picture {
  /** PNG, base64. */
  png: string;
  /** The size to show it at. */
  width: number;
  height: number;
  /** How many images it shows. */
  images: number;
}

/** Whether a tensor of that shape and type may be meant as images. */
export function isPicture({ shape, dtype, isDisposed, size }: TensorLike): boolean {
  if (isDisposed || size === 0 || (dtype !== 'float32' && dtype !== 'int32')) return false;
  if (shape.length !== 3 && shape.length !== 4) return false;
  const [height, width, channels] = shape.slice(-3) as [number, number, number];
  const fits = (side: number) => side >= sides.least && side <= sides.most;
  return fits(height) && fits(width) && [1, 3, 4].includes(channels);
}

/** Draws it; values are read as the library's figures read them (src/plots/images.ts). */
export async function tensorPicture(tensor: TensorLike): Promise<Picture> {
  const { imageSource } = await import('../../src/plots/images.js');
  const { shape } = tensor;
  const count = shape.length === 4 ? Math.min(shape[0]!, mostImages) : 1;
  const part =
    shape.length === 4 && count < shape[0]! ? tensor.slice([0, 0, 0, 0], [count, ...shape.slice(1)]) : tensor;
  try {
    const source = imageSource(part as unknown as Tensor, 'a tensor shown in the notebook');
    return count === 1 ? await single(source.image(0), source.imageShape) : await mosaic(source, count);
  } finally {
    if (part !== tensor) part.dispose();
  }
}

type Source = Parameters<typeof import('../../src/plots/mosaic.js').mosaicPicture>[0];

async function mosaic(source: Source, count: number): Promise<Picture> {
  const { mosaicLayout, mosaicPicture } = await import('../../src/plots/mosaic.js');
  const layout = mosaicLayout(source, count, Math.min(columns, count), widthPx, 0, 0);
  const uri = mosaicPicture(source, count, layout);
  return { png: uri.slice(uri.indexOf(',') + 1), width: layout.width, height: layout.height, images: count };
}

/** One image: every pixel, enlarged by a whole factor where it is small. */
async function single(pixels: Uint8Array, shape: readonly number[]): Promise<Picture> {
  const { pngFile } = await import('../../src/plots/pngFile.js');
  const [height, width, channels] = shape as [number, number, number];
  const factor = Math.max(1, Math.floor(enlargedPx / Math.max(width, height)));
  const [wide, high] = [width * factor, height * factor];
  const page = new Uint8Array(wide * high * 3);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      for (let channel = 0; channel < 3; channel++) {
        page[(y * wide + x) * 3 + channel] = pixels[from + (channels === 1 ? 0 : channel)]!;
      }
    }
  }
  const shown = Math.min(1, widthPx / wide);
  return {
    png: pngFile(page, wide, high).toString('base64'),
    width: Math.round(wide * shown),
    height: Math.round(high * shown),
    images: 1,
  };
}
