import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { Figure } from '../../src/plots/index.js';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'pictures');
const comparedWidth = 480;

/** Compares a figure's PNG with the committed picture, both at 480 pixels: antialiasing may differ, marks may not.
 *  With CUADERNO_UPDATE_PICTURES=1 the picture is written anew; look at it before committing it. */
export async function expectPicture(figure: Figure, name: string): Promise<void> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-picture-'));
  try {
    const file = path.join(scratch, 'figure.png');
    await figure.save(file);
    const shrunk = await sharp(file)
      .resize({ width: comparedWidth })
      .flatten({ background: 'white' })
      .png({ palette: false })
      .toBuffer();
    const committed = path.join(folder, `${name}.png`);
    if (process.env.CUADERNO_UPDATE_PICTURES === '1')
      await sharp(shrunk).png({ compressionLevel: 9 }).toFile(committed);
    expect(existsSync(committed), `${name}.png is not there: run with CUADERNO_UPDATE_PICTURES=1`).toBe(true);
    const [now, then] = await Promise.all([raw(shrunk), raw(committed)]);
    expect({ width: now.width, height: now.height }).toEqual({ width: then.width, height: then.height });
    let changed = 0;
    for (let at = 0; at < now.data.length; at += 3) {
      const apart = Math.max(
        ...[0, 1, 2].map((channel) => Math.abs(now.data[at + channel]! - then.data[at + channel]!)),
      );
      if (apart > 40) changed += 1;
    }
    expect(changed / (now.data.length / 3), `share of pixels of ${name} that changed`).toBeLessThan(0.002);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function raw(image: Buffer | string): Promise<{ data: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(image)
    .flatten({ background: 'white' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
