/** Which files are images: by the ending of their names, as in Keras, and by their first bytes. */
import { closeSync, openSync, readSync } from 'node:fs';

const endings = ['.png', '.jpg', '.jpeg', '.bmp', '.ppm', '.tif', '.tiff'];
const readable: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x47, 0x49, 0x46, 0x38],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x52, 0x49, 0x46, 0x46],
];
const headerLength = 8;

/** Whether a file's name says that it is an image. */
export function isImageName(name: string): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}

/** Why a file cannot be an image that can be read; undefined where nothing speaks against it. */
export function headerProblem(file: string): string | undefined {
  const header = Buffer.alloc(headerLength);
  let length: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, header, 0, headerLength, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return (error as Error).message;
  }
  if (length === 0) return 'it is empty';
  if (readable.some((magic) => magic.every((byte, at) => header[at] === byte))) return undefined;
  return 'it is not a JPEG, PNG, GIF, TIFF or WebP image';
}
