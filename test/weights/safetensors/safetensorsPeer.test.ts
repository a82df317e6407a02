/** Files go both ways between cuaderno and the reference, the Python package `safetensors`, in every precision. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ensurePythonEnvironment } from '../../../kernel/lab/pythonEnvironment.js';
import { ArgumentError, layers, models, setSeed, tf } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';

const { python } = await ensurePythonEnvironment(
  'test-safetensors',
  ['safetensors==0.8.0', 'numpy==2.4.6', 'ml_dtypes==0.6.0'],
  {
    step() {},
    advance() {},
  },
);

function inPython(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, ...args], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

const network = (): models.Sequential =>
  models.sequential([
    layers.conv2D({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3], name: 'conv' }),
    layers.batchNormalization({ name: 'norm' }),
    layers.flatten({ name: 'flat' }),
    layers.dense({ units: 5, name: 'head' }),
  ]);

const read = `
import json, sys
from safetensors.numpy import load_file
print(json.dumps({name: [str(a.dtype), list(a.shape), a.ravel().tolist()] for name, a in load_file(sys.argv[1]).items()}))
`;

it('what is saved here, the reference reads to the bit', async () => {
  setSeed(1);
  const model = network();
  const file = path.join(temporaryFolder(), 'model.safetensors');
  await model.saveWeights(file);
  const found = JSON.parse(inPython(read, file)) as Record<string, [string, number[], number[]]>;
  const names = [
    'conv/kernel',
    'conv/bias',
    'norm/gamma',
    'norm/beta',
    'norm/moving_mean',
    'norm/moving_variance',
    'head/kernel',
    'head/bias',
  ];
  expect(Object.keys(found).toSorted()).toEqual(names.toSorted());
  for (const [index, weight] of model.getWeights().entries()) {
    const [dtype, shape, values] = found[names[index]!]!;
    expect([dtype, shape]).toEqual(['float32', weight.shape]);
    expect(values).toEqual([...weight.dataSync()]);
  }
});

const halve = `
import sys, numpy, ml_dtypes
from safetensors.numpy import load_file, save_file
kind = {'F16': numpy.float16, 'BF16': ml_dtypes.bfloat16, 'F64': numpy.float64}[sys.argv[3]]
extremes = numpy.array([65504, -6e-8, 6.1e-5, numpy.inf, -0.0], 'float32')
halved = {name: a.astype(kind) for name, a in load_file(sys.argv[1]).items()}
halved['head/bias'] = extremes.astype(kind)
save_file(halved, sys.argv[2])
save_file({name: a.astype('float32') for name, a in halved.items()}, sys.argv[2] + '.exact')
`;

it.each(['F16', 'BF16', 'F64'])('what the reference saves in %s is read to the bit', async (kind) => {
  setSeed(2);
  const [from, to, exactly] = [network(), network(), network()];
  const folder = temporaryFolder();
  const [file, halved] = [path.join(folder, 'model.safetensors'), path.join(folder, 'half.safetensors')];
  await from.saveWeights(file);
  inPython(halve, file, halved, kind);
  await to.loadWeights(halved);
  await exactly.loadWeights(halved.replace(/$/, '.exact'));
  for (const [index, weight] of to.getWeights().entries()) {
    expect([...weight.dataSync()]).toEqual([...exactly.getWeights()[index]!.dataSync()]);
  }
  expect(to.predictOnBatch(tf.ones([1, 8, 8, 3]))).toBeDefined();
});

it('two weights of one name are not written', async () => {
  const inner = (): models.Sequential =>
    models.sequential([layers.dense({ units: 2, inputShape: [2], name: 'same' })]);
  const model = models.sequential([inner(), inner()]);
  const file = path.join(temporaryFolder(), 'model.safetensors');
  await expect(model.saveWeights(file)).rejects.toThrow(ArgumentError);
  await expect(model.saveWeights(file)).rejects.toThrow('two weights are called same/kernel');
});
