/** A notebook that never disposes anything: its tensors come and go with the names that hold them. */
import { describe, expect, it } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { run } = useKernel();

describe('tensors forgotten across cells', () => {
  it('are freed: reassigned names, shown values, closures, dropped models', async () => {
    await run(`import { layers, models, tf } from 'cuaderno';
      let x = tf.zeros([500, 500]);
      let read = () => x;
      let model = models.sequential([layers.dense({ units: 500, inputShape: [500] })]);`);
    const start = Number((await run('tf.memory().numBytes')).result);
    let most = 0;
    for (let cell = 0; cell < 60; cell++) {
      // 1 MB each: a name, a shown value, a closure's, and a model's weights.
      const { reply } = await run(`x = tf.fill([500, 500], ${cell});
        { const held = tf.fill([500, 500], ${cell} + 0.5); read = () => held; }
        model = models.sequential([layers.dense({ units: 500, inputShape: [500] })]);
        await model.predict(x);
        tf.add(x, 1);`);
      expect(reply.status).toBe('ok');
      const bytes = Number((await run('tf.memory().numBytes')).result);
      most = Math.max(most, bytes);
      if (cell % 20 !== 19) continue;
      const held = await run('[x.dataSync()[0], read().dataSync()[0], model.getWeights().length].join()');
      expect(held.result).toContain(`${cell},${cell + 0.5},2`);
    }
    // 360 MB were made; the limit is 64 MiB more than twice what is alive.
    expect(most).toBeLessThan(2 * start + 90 * 1024 * 1024);
  });
});
