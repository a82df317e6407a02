/** Which engine a fresh process gets, and that it says nothing it was not asked. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const engineFile = pathToFileURL(path.resolve(import.meta.dirname, '../../dist/src/engine/index.js')).href;

function run(code: string, environment: Record<string, string>) {
  const program = `const { engine, tf } = await import(${JSON.stringify(engineFile)}); ${code}`;
  const { CUADERNO_ENGINE: _, ...inherited } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...inherited, ...environment },
    encoding: 'utf8',
  });
}

const multiply = 'tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync();';
const report = 'process.stdout.write(JSON.stringify(engine));';

describe('the engine of a fresh process', () => {
  it('is TensorFlow’s library, without a word on standard error', () => {
    const { stdout, stderr, status } = run(multiply + report, {});
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ backend: 'tensorflow', version: '2.21.0' });
  });

  it('says nothing there either when a processor has no instructions for bfloat16', () => {
    const code =
      `const { layers, models, setPrecision } = await import(new URL('../index.js', ${JSON.stringify(engineFile)}));` +
      'setPrecision("mixed_bfloat16");' +
      'const model = models.sequential([layers.conv2D({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),' +
      'layers.flatten(), layers.dense({ units: 1 })]);' +
      'model.compile({ optimizer: "adam", loss: "meanSquaredError" });' +
      'const data = [tf.ones([20, 4, 4, 1]), tf.ones([20, 1])];' +
      'await model.fit(data, { batchSize: 2, verbose: 0, compile: true });';
    const { stderr, status } = run(code, {});
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each(['wasm', 'cpu'])('is %s where asked for', (backend) => {
    const { stdout, stderr } = run(multiply + report, { CUADERNO_ENGINE: backend });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ backend });
  });

  it('is named in the error where the wish is none', () => {
    const { stderr, status } = run(report, { CUADERNO_ENGINE: 'cuda' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('CUADERNO_ENGINE is “cuda”. Use tensorflow, wasm or cpu');
  });

  it('computes the same numbers on every engine', () => {
    const code =
      'const x = tf.linspace(-1, 1, 48).reshape([1, 4, 4, 3]), f = tf.linspace(1, -1, 54).reshape([3, 3, 3, 2]);' +
      'process.stdout.write(JSON.stringify([...tf.conv2d(x, f, 1, "same").dataSync()]));';
    const [native, wasm, cpu] = ['tensorflow', 'wasm', 'cpu'].map(
      (backend) => JSON.parse(run(code, { CUADERNO_ENGINE: backend }).stdout) as number[],
    );
    for (const [index, value] of cpu!.entries()) {
      expect(native![index]).toBeCloseTo(value, 4);
      expect(wasm![index]).toBeCloseTo(value, 4);
    }
  });
});
