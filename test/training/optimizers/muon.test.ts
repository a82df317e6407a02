/** What Muon does to convolution kernels, which Keras leaves to AdamW. */
import { afterEach, describe, expect, it } from 'vitest';
import { optimizers, tf } from '../../../src/index.js';

afterEach(() => tf.disposeVariables());

const shape: [number, number, number, number] = [3, 3, 4, 8];
const options = { learningRate: 0.1, weightDecay: 0, adamWeightDecay: 0, rmsRate: null };

/** One step on a kernel, and the same numbers as a matrix. */
function stepped(optimizer: optimizers.Optimizer, name: string, ofShape: number[]): Float32Array {
  const variable = tf.tidy(() =>
    tf.variable(tf.reshape(tf.randomNormal(shape, 0, 1, 'float32', 1), ofShape), true, name),
  );
  const tensor = tf.tidy(() => tf.reshape(tf.randomNormal(shape, 0, 1, 'float32', 2), ofShape));
  optimizer.applyGradients([{ name, tensor }]);
  tensor.dispose();
  return variable.dataSync() as Float32Array;
}

describe('muon with includeConvolutions', () => {
  it('moves a kernel as it moves the matrix of its filters', () => {
    const kernel = stepped(optimizers.muon({ ...options, includeConvolutions: true }), 'kernel', shape);
    const matrix = stepped(optimizers.muon(options), 'matrix', [36, 8]);
    expect(Array.from(kernel)).toEqual(Array.from(matrix));
  });

  it('leaves kernels to AdamW without it, as Keras does', () => {
    const kernel = stepped(optimizers.muon(options), 'kernel', shape);
    const adam = stepped(optimizers.adamW({ learningRate: 0.1, weightDecay: 0 }), 'adam', shape);
    expect(Array.from(kernel)).toEqual(Array.from(adam));
  });

  it('is in the configuration only where it is used, since Keras knows no such argument', () => {
    expect(optimizers.muon().getConfig()).not.toHaveProperty('includeConvolutions');
    expect(optimizers.muon({ includeConvolutions: true }).getConfig()).toHaveProperty(
      'includeConvolutions',
      true,
    );
  });
});
