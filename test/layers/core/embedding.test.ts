import { afterEach, describe, expect, it } from 'vitest';
import { ArgumentError, engine, layers, type Tensor, tf } from '../../../src/index.js';

const backend = tf.backend() as unknown as Record<string, (...args: unknown[]) => unknown>;
const own = { read: backend.read!, readSync: backend.readSync! };
afterEach(() => {
  Object.assign(backend, own);
});

/** How often something reads numbers out of the engine. */
function readsOf(run: () => void): number {
  let reads = 0;
  for (const name of ['read', 'readSync'] as const) {
    backend[name] = (...args) => {
      reads++;
      return own[name].apply(backend, args);
    };
  }
  run();
  Object.assign(backend, own);
  return reads;
}

describe('embedding', () => {
  // On WebAssembly the numbers are in JavaScript's own memory.
  const mayRead = engine.backend === 'wasm';
  it('reads no numbers into JavaScript, forward nor backward', () => {
    const layer = layers.embedding({ inputDim: 6, outputDim: 3 });
    tf.tidy(() => {
      const words = tf.tensor2d([
        [1, 5, 1],
        [0, 2, 1],
      ]);
      layer.apply(words);
      const table = layer.trainableWeights[0]!.read() as ReturnType<typeof tf.variable>;
      let gradient!: Tensor;
      const reads = readsOf(() => {
        const { grads } = tf.variableGrads(
          () => tf.sum(layer.apply(words)) as ReturnType<typeof tf.scalar>,
          [table],
        );
        gradient = grads[table.name]!;
      });
      expect(mayRead || reads === 0).toBe(true);
      // How often each word came.
      expect([...tf.sum(gradient, 1).dataSync()]).toEqual([3, 9, 3, 0, 0, 3]);
      expect(readsOf(() => words.dataSync())).toBe(1);
    });
    layer.dispose();
  });

  it.each([7, -1])('says of the number %s what numbers there may be', (number) => {
    const layer = layers.embedding({ inputDim: 5, outputDim: 2 });
    const look = (): Tensor => layer.apply(tf.tensor2d([[1, number]]));
    tf.tidy(() => {
      expect(look).toThrow(ArgumentError);
      expect(look).toThrow(
        `embedding "${layer.name}": inputs must be whole numbers from 0 to 4 (inputDim − 1), got ${number}.`,
      );
    });
  });
});
