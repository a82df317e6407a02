/** Files that are broken, of another model, or a trick: an error that names the file and says what to do. */
import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { ArgumentError, DataError, layers, models, type Tensor, tf } from '../../src/index.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { sampleModels, shaken } from './sampleModels.js';

const small = (): models.Model =>
  models.sequential([layers.dense({ units: 2, inputShape: [3], name: 'head' })], {
    name: 'small',
  }) as unknown as models.Model;

async function failure(run: Promise<unknown>): Promise<Error> {
  return run.then(
    () => expect.fail('it did not fail'),
    (error: Error) => error,
  );
}

describe('a file that is not what it should be', () => {
  it('is named, with what to do', async () => {
    const file = path.join(temporaryFolder(), 'model.h5');
    writeFileSync(file, 'not HDF5 at all');
    await expect(models.load(file)).rejects.toThrow(
      new DataError(
        `${file} is not an HDF5 file. Give a file that Keras or cuaderno saved, or download it again.`,
      ),
    );
    await expect(models.load(`${file}.missing`)).rejects.toThrow(`${file}.missing could not be opened`);
  });

  it('of another model tells layer, weight and both shapes, and changes nothing', async () => {
    const folder = temporaryFolder();
    const wider = models.sequential([layers.dense({ units: 2, inputShape: [4], name: 'wide' })]);
    for (const [ending, place] of [
      ['.weights.h5', 'layers/dense/vars/0'],
      ['.h5', 'wide/wide/kernel'],
    ]) {
      const file = path.join(folder, `wide${ending}`);
      await wider.saveWeights(file);
      const model = small();
      const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      const error = await failure(model.loadWeights(file));
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toBe(
        `${file} does not fit the model: layer “head”: kernel has shape [3, 2] in the model and [4, 2] in the file (${place}). ` +
          'Load it into the model that it was saved from, or take what fits with { skipMismatch: true }.',
      );
      expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
      await model.loadWeights(file, { skipMismatch: true });
    }
  });

  it('with more or fewer layers is refused, unless layers are taken by name', async () => {
    const folder = temporaryFolder();
    const two = models.sequential([
      layers.dense({ units: 3, inputShape: [3], name: 'first' }),
      layers.dense({ units: 2, name: 'head' }),
    ]);
    await two.saveWeights(path.join(folder, 'two.weights.h5'));
    await two.saveWeights(path.join(folder, 'two.h5'));
    const model = small();
    const fewer = await failure(model.loadWeights(path.join(folder, 'two.weights.h5')));
    expect(fewer.message).toContain(
      'the file has a layer with weights that the model has not (layers/dense_1)',
    );
    const legacy = await failure(model.loadWeights(path.join(folder, 'two.h5')));
    expect(legacy.message).toContain('it has 2 layers with weights, the model 1.');
    await model.loadWeights(path.join(folder, 'two.h5'), { byName: true });
    expect(Array.from(model.getWeights()[0]!.dataSync())).toEqual(
      Array.from(two.getWeights()[2]!.dataSync()),
    );
    await expect(model.loadWeights(path.join(folder, 'two.weights.h5'), { byName: true })).rejects.toThrow(
      ArgumentError,
    );
  });

  it('with a layer that is not known names the layer and the way out', () => {
    const json = small().toJSON().replaceAll('"Dense"', '"Densest"');
    expect(() => models.fromConfig(json)).toThrow(
      new ArgumentError(
        'fromConfig: layer “head” (Densest): cuaderno has no layer Densest of keras.layers. Give the class yourself: models.load(path, { customObjects: { Densest: YourLayer } }).',
      ),
    );
    class Densest extends tf.layers.Layer {
      static className = 'Densest';
      override call(inputs: Tensor | Tensor[]): Tensor {
        return [inputs].flat()[0]!;
      }
    }
    const model = models.fromConfig(json, { customObjects: { Densest } });
    expect(model.layers[0]).toBeInstanceOf(Densest);
  });

  it('with Python code is refused', () => {
    const config = JSON.parse(small().toJSON()) as { config: { layers: object[] } };
    const code = { class_name: '__lambda__', config: { value: 'aGk=' } };
    config.config.layers.push({
      module: 'keras.layers',
      class_name: 'Lambda',
      config: { name: 'sly', function: code },
    });
    expect(() => models.fromConfig(config)).toThrow('layer “sly” (Lambda): it holds Python code');
  });
});

describe('an archive that is a trick', () => {
  const zipped = async (parts: Record<string, Buffer>, compress: boolean): Promise<string> => {
    const file = path.join(temporaryFolder(), 'model.keras');
    const zip = new ZipFile();
    for (const [name, content] of Object.entries(parts)) zip.addBuffer(content, name, { compress });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(file));
    return file;
  };

  it('does not lead out of itself', async () => {
    const file = await zipped({ 'xx/evil.txt': Buffer.from('evil') }, false);
    // The same length, so that all offsets stay.
    writeFileSync(file, readFileSync(file, 'latin1').replaceAll('xx/evil', '../evil'), 'latin1');
    const error = await failure(models.load(file));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('is refused');
    expect(existsSync(path.join(path.dirname(file), '..', 'evil.txt'))).toBe(false);
  });

  it('does not fill the memory', async () => {
    const config = Buffer.from(small().toJSON());
    const file = await zipped(
      { 'config.json': config, 'model.weights.h5': Buffer.alloc(64 * 1024 ** 2) },
      true,
    );
    const error = await failure(models.load(file));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(/its model\.weights\.h5 claims 67 MB from \d+ kB/);
  });
});

describe('random damage', () => {
  it('to the name of a layer with weights leaves no tensor', () => {
    const two = models.sequential([
      layers.flatten({ inputShape: [3] }),
      layers.dense({ units: 2, name: 'head' }),
    ]);
    const json = two.toJSON().replaceAll('"head"', '"h~ad"');
    const before = tf.memory().numTensors;
    expect(() => models.fromConfig(json)).toThrow("Not a valid tensor name: 'h~ad/kernel'");
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['.keras', '.h5', '.weights.h5', '.json'])('to %s', async (ending) => {
    const folder = temporaryFolder();
    const source = shaken(sampleModels.branches(), 1);
    const file = path.join(folder, `model${ending}`);
    await (ending === '.weights.h5' ? source.saveWeights(file) : source.save(file));
    const whole = readFileSync(file);
    const target = sampleModels.branches();
    const damage = fc.oneof(
      fc.record({ end: fc.integer({ min: 0, max: whole.length - 1 }) }),
      fc.record({
        flips: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (kind) => {
        const bytes = Buffer.from('end' in kind ? whole.subarray(0, kind.end) : whole);
        if ('flips' in kind) for (const [at, bits] of kind.flips) bytes[at]! ^= bits;
        writeFileSync(file, bytes);
        const before = tf.memory().numTensors;
        try {
          if (ending === '.weights.h5') await target.loadWeights(file);
          else (await models.load(file)).dispose();
        } catch (error) {
          if (!(error instanceof DataError) && !(error instanceof ArgumentError)) throw error;
        }
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 60 },
    );
  });
});
