/** JPEGs like photographs, of mixed sizes, the same in every run: smooth shapes under noise. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

const classes = 4;
const [smallest, largest] = [180, 520];
/** Noise is drawn on a grid this much coarser than the pixels, and smoothed. */
const grain = 6;

/** @returns the folder of `count` JPEGs in four classes */
export async function photographs(count) {
  const folder = path.join(os.tmpdir(), `cuaderno-bench-photographs-${count}`);
  if (existsSync(folder)) return folder;
  const { randomGenerator } = await import('../../../dist/src/engine/seed.js');
  const random = randomGenerator(1);
  const partial = `${folder}.${process.pid}`;
  for (let index = 0; index < count; index++) {
    const side = () => smallest + random.nextInteger(largest - smallest + 1);
    const place = path.join(partial, `class ${index % classes}`);
    if (index < classes) await mkdir(place, { recursive: true });
    await photograph(side(), side(), random, path.join(place, `${index}.jpg`));
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return folder;
}

async function photograph(width, height, random, file) {
  const [columns, rows] = [Math.ceil(width / grain), Math.ceil(height / grain)];
  const [wide, high] = [2 + 9 * random.next(), 2 + 9 * random.next()];
  const values = new Uint8Array(columns * rows * 3);
  for (let at = 0; at < values.length; at++) {
    const [channel, x, y] = [at % 3, Math.floor(at / 3) % columns, Math.floor(at / 3 / columns)];
    values[at] = 128 + 80 * Math.sin(x / wide + channel) * Math.cos(y / high) + 40 * random.next() - 20;
  }
  const raw = { width: columns, height: rows, channels: 3 };
  await sharp(values, { raw }).resize(width, height, { fit: 'fill' }).jpeg({ quality: 90 }).toFile(file);
}
