/** A process that reads many images needs no more memory than one that reads a few. CUADERNO_MEMORY_IMAGES=50000 reads more. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';

const images = Number(process.env.CUADERNO_MEMORY_IMAGES ?? 4800);
const measurements = 10;
const longRunMs = 900_000;
const mebibyte = 2 ** 20;
/** What garbage may come to; one batch in ten that stayed would be three times as much. */
const allowedMiB = 40;

it('stays flat', { timeout: longRunMs }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno memory '));
  try {
    await mkdir(path.join(folder, 'images', 'one'), { recursive: true });
    for (let index = 0; index < 96; index++) {
      const size = { width: 40 + index, height: 150 - index };
      const picture = sharp({ create: { ...size, channels: 3, background: `hsl(${index * 3}, 70%, 50%)` } });
      await picture.jpeg().toFile(path.join(folder, 'images', 'one', `${index}.jpg`));
    }
    const script = path.join(folder, 'reads.mjs');
    const library = new URL('../../../dist/src/index.js', import.meta.url).href;
    await writeFile(
      script,
      `import { ImageDataGenerator, tf } from ${JSON.stringify(library)};
       const generator = new ImageDataGenerator({ rotationRange: 20, brightnessRange: [0.7, 1.3], rescale: 1 / 255 });
       const flow = generator.flowFromDirectory(${JSON.stringify(path.join(folder, 'images'))}, { targetSize: [150, 150], batchSize: 16 });
       const memory = [];
       for (let read = 0; read < ${images}; ) {
         const { x, y } = await flow.next();
         read += x.shape[0];
         tf.dispose([x, y]);
         if (read >= ((memory.length + 1) * ${images}) / ${measurements}) memory.push(process.memoryUsage.rss());
       }
       console.log(JSON.stringify({ memory, tensors: tf.memory().numTensors }));
       process.exit(0);`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: longRunMs });
    const { memory, tensors } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      memory: number[];
      tensors: number;
    };
    if (process.env.CUADERNO_MEMORY_IMAGES) {
      process.stderr.write(`${memory.map((bytes) => Math.round(bytes / mebibyte)).join(' ')} MiB\n`);
    }
    expect(memory.length).toBe(measurements);
    expect(tensors).toBe(0);
    // The first half fills pools and caches.
    const [half, end] = [memory[measurements / 2 - 1]!, memory.at(-1)!];
    expect((end - half) / mebibyte).toBeLessThan(allowedMiB);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
