/** Files are put together here by hand, from the format's description. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers, models } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { leaves } from '../../tensorCount.js';

const kernel = [1, 2, 3, 4, 5, 6];
const bias = [7, 8];
const offsets = { kernel: [0, 24], bias: [24, 32] };

interface Described {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}

const whole: Record<string, unknown> = {
  __metadata__: { format: 'keras' },
  'head/kernel': { dtype: 'F32', shape: [3, 2], data_offsets: offsets.kernel } satisfies Described,
  'head/bias': { dtype: 'F32', shape: [2], data_offsets: offsets.bias } satisfies Described,
};

function bytesOf(header: object | string, data = Float32Array.from([...kernel, ...bias])): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([prefix, text, Buffer.from(data.buffer)]);
}

const small = (name = 'head') => models.sequential([layers.dense({ units: 2, inputShape: [3], name })]);
const valuesOf = (model: models.Sequential): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

describe('safetensors', () => {
  it('are read by path and as bytes', async () => {
    const file = path.join(temporaryFolder(), 'model.safetensors');
    writeFileSync(file, bytesOf(whole));
    for (const source of [file, bytesOf(whole)]) {
      const model = small();
      await model.loadWeights(source);
      expect(valuesOf(model)).toEqual([kernel, bias]);
      model.dispose();
    }
  });

  it('in double precision are read, too', async () => {
    const model = small();
    const doubled = {
      'head/kernel': { dtype: 'F64', shape: [3, 2], data_offsets: [0, 48] },
      'head/bias': { dtype: 'F64', shape: [2], data_offsets: [48, 64] },
    };
    const data = Float64Array.from([...kernel, ...bias]);
    await model.loadWeights(bytesOf(doubled, new Float32Array(data.buffer)));
    expect(valuesOf(model)).toEqual([kernel, bias]);
    model.dispose();
  });

  it('by name take what both have', async () => {
    const model = models.sequential([
      layers.dense({ units: 3, inputShape: [3], name: 'other', kernelInitializer: 'ones' }),
      layers.dense({ units: 2, name: 'head' }),
    ]);
    const more = { ...whole, 'last/bias': { dtype: 'F32', shape: [2], data_offsets: offsets.bias } };
    await expect(model.loadWeights(bytesOf(more))).rejects.toThrow(
      /layer “other”: the file has no other\/kernel.*the file has last\/bias, which the model has not/,
    );
    await model.loadWeights(bytesOf(more), { byName: true });
    expect(valuesOf(model).slice(2)).toEqual([kernel, bias]);
    model.dispose();
  });

  it.each<[string, () => Buffer, RegExp]>([
    ['cut off', () => bytesOf(whole).subarray(0, -1), /ends before “head\/bias” does/],
    ['cut off in its header', () => bytesOf(whole).subarray(0, 40), /ends within its header/],
    ['without JSON', () => bytesOf('{"head/kernel":'), /the file in memory/],
    [
      'with another shape',
      () => bytesOf({ ...whole, 'head/bias': { dtype: 'F32', shape: [1, 2], data_offsets: offsets.bias } }),
      /bias has shape \[2\] in the model and \[1, 2\] in the file/,
    ],
    [
      'whose shape needs other bytes',
      () => bytesOf({ ...whole, 'head/bias': { dtype: 'F32', shape: [3], data_offsets: offsets.bias } }),
      /gives “head\/bias” other bytes than its shape needs/,
    ],
    [
      'with offsets below zero',
      () => bytesOf({ ...whole, 'head/bias': { dtype: 'F32', shape: [2], data_offsets: [-8, 0] } }),
      /describes “head\/bias” in no known way/,
    ],
    [
      'of eight bits',
      () => bytesOf({ ...whole, 'head/bias': { dtype: 'F8_E4M3', shape: [2], data_offsets: [24, 26] } }),
      /numbers of type F8_E4M3; expected one of F64, F32/,
    ],
    [
      'of a type that is a word of JavaScript',
      () => bytesOf({ 'head/bias': { dtype: 'constructor', shape: [2], data_offsets: [0, 8] } }),
      /numbers of type constructor/,
    ],
  ])('%s are refused, and the model stays as it is', async (_, made, message) => {
    await leaves(0, async () => {
      const model = small();
      const before = valuesOf(model);
      await expect(model.loadWeights(made())).rejects.toMatchObject({
        name: 'DataError',
        message: expect.stringMatching(message),
      });
      expect(valuesOf(model)).toEqual(before);
      model.dispose();
    });
  });
});
