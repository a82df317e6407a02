import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { scaledBytes, tf } from '../../src/engine/index.js';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('bytes as floats', () => {
  const before = tf.memory().numTensors;
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  const numbers = (scale: number): Float32Array =>
    tf.tidy(() => scaledBytes(all, [256], scale).dataSync() as Float32Array);

  it('are to the bit what JavaScript computes, whatever the scale', () => {
    const scales = [1 / 255, 1, 1 / 127.5, 2 / 255, 1 / 256, 0.1, -1, 3e-39, 1e30];
    for (const scale of scales) {
      expect([...numbers(scale)], `${scale}`).toEqual([...all].map((byte) => Math.fround(byte * scale)));
    }
    const anyScale = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
      fc.nat(1000).map((n) => 1 / (n + 1)),
    );
    fc.assert(
      fc.property(
        anyScale.filter((scale) => scale !== 0),
        (scale) => {
          expect([...numbers(scale)]).toEqual([...all].map((byte) => Math.fround(byte * scale)));
        },
      ),
    );
  });

  it('keep their shape, and none at all are a tensor too', () => {
    const image = scaledBytes(all, [4, 8, 8], 1 / 255);
    expect(image.shape).toEqual([4, 8, 8]);
    expect(image.dtype).toBe('float32');
    image.dispose();
    const none = scaledBytes(new Uint8Array(0), [0, 8, 8, 3], 1 / 255);
    expect(none.shape).toEqual([0, 8, 8, 3]);
    none.dispose();
  });
});
