/** Which operations are computed in bfloat16. */
import { expect, it } from 'vitest';
import { CompiledFunction } from '../../../src/engine/compile/index.js';
import { labelled, type Tensor, tf } from '../../../src/engine/index.js';

const bfloat16 = 14;
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

it('products and what is between them, but not the last ones nor what is fetched', () => {
  const exactLayers = () => ['head'];
  const fn = ([x, kernel, bias, weights]: readonly Tensor[]): Tensor[] =>
    tf.tidy(() => {
      const convolved = labelled('conv', () => tf.conv2d(x as never, kernel as never, 1, 'same'));
      const active = labelled('conv', () => tf.relu(tf.add(convolved, bias!)));
      const pooled = labelled('pool', () => tf.maxPool(active as never, 2, 2, 'valid'));
      const mean = labelled('mean', () => tf.mean(pooled, [1, 2]));
      return [labelled('head', () => tf.matMul(mean, weights!)), pooled];
    });
  const compiled = new CompiledFunction(fn, {
    when: 'soon',
    precision: { wanted: () => 'mixed_bfloat16', exactLayers },
  });
  const inputs = [normal([2, 4, 4, 3], 1), normal([3, 3, 3, 5], 2), normal([5], 3), normal([5, 2], 4)];
  const expected = fn(inputs);
  for (let call = 0; call < 4; call++) tf.dispose(compiled.call(inputs));
  const nodes = compiled.graph(inputs)!.nodes;
  const reduced = nodes
    .filter(({ dtypes, op }) => dtypes[0] === bfloat16 && op !== 'Cast')
    .map(({ op }) => op);
  expect(reduced).toEqual(['Conv2D', 'BiasAdd', 'Relu', 'MaxPool']);
  expect(nodes.find(({ op }) => op === 'MatMul')?.dtypes).toEqual([1]);
  const outputs = compiled.call(inputs);
  for (const [index, output] of outputs.entries()) {
    expect(output.dtype).toBe('float32');
    const [a, b] = [output.dataSync(), expected[index]!.dataSync()];
    for (let at = 0; at < a.length; at++) expect(Math.abs(a[at]! - b[at]!)).toBeLessThan(0.03 * 5);
    expect([...a]).not.toEqual([...b]);
  }
  compiled.dispose();
  tf.dispose([inputs, expected, outputs]);
});
