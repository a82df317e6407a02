/** Filters that do not reach the end of their input: TensorFlow's own gradient of the filter is now and then wrong there,
 *  so that it takes many calls to see. */
import { describe, expect, it } from 'vitest';
import { type layers as Layers, layers, type Tensor, tf } from '../../../src/index.js';

const calls = 200;

/** The filter's gradient of Σ output · upstream in every call. */
function filterGradients(layer: Layers.Layer, shape: number[]): number[][] {
  return tf.tidy(() => {
    const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
    const output = layer.apply(x) as Tensor;
    const upstream = tf.randomNormal(output.shape, 0, 1, 'float32', 2);
    const kernel = layer.trainableWeights[0]!.read();
    const variable = kernel as unknown as ReturnType<typeof tf.variable>;
    return Array.from({ length: calls }, () =>
      tf.tidy(() => {
        const value = () => tf.sum(tf.mul(layer.apply(x) as Tensor, upstream)).asScalar();
        const { grads } = tf.variableGrads(value, [variable]);
        return [...Object.values(grads)[0]!.dataSync()];
      }),
    );
  });
}

const cases: [string, () => Layers.Layer, number[]][] = [
  ['conv2D 1×1', () => layers.conv2D({ filters: 2, kernelSize: 1, strides: 2 }), [2, 6, 8, 3]],
  [
    'conv2D 1×1, same',
    () => layers.conv2D({ filters: 2, kernelSize: 1, strides: 2, padding: 'same' }),
    [2, 6, 8, 3],
  ],
  ['conv2D 2×2', () => layers.conv2D({ filters: 3, kernelSize: 2, strides: 3 }), [1, 6, 9, 2]],
  [
    'conv2DTranspose 1×1',
    () => layers.conv2DTranspose({ filters: 2, kernelSize: 1, strides: 2 }),
    [2, 3, 3, 3],
  ],
  [
    'conv2DTranspose 1×1, same',
    () => layers.conv2DTranspose({ filters: 3, kernelSize: 1, strides: 2, padding: 'same' }),
    [1, 4, 7, 2],
  ],
  ['conv1D', () => layers.conv1D({ filters: 2, kernelSize: 1, strides: 2 }), [2, 8, 3]],
  ['conv1DTranspose', () => layers.conv1DTranspose({ filters: 2, kernelSize: 1, strides: 3 }), [2, 4, 3]],
  ['conv3D', () => layers.conv3D({ filters: 2, kernelSize: 1, strides: 2 }), [2, 4, 6, 4, 3]],
  ['depthwiseConv2D', () => layers.depthwiseConv2D({ kernelSize: 1, strides: 2 }), [2, 6, 8, 3]],
  ['separableConv2D', () => layers.separableConv2D({ filters: 2, kernelSize: 1, strides: 2 }), [2, 6, 8, 3]],
];

describe('where a filter does not reach the end of its input', () => {
  it.each(cases)('%s has one gradient, and always the same', (_, make, shape) => {
    const layer = make();
    const [first, ...others] = filterGradients(layer, shape);
    for (const gradient of others) {
      for (const [index, value] of gradient.entries()) expect(value).toBeCloseTo(first![index]!, 3);
    }
    layer.dispose();
  });
});
