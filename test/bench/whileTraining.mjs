/** What a kernel answers while one of its cells trains: heartbeat, completion, inspection, and the interrupt that ends
 *  it. The training is one of the library's own, without end. */
import { setTimeout as delay } from 'node:timers/promises';
import { Request } from 'zeromq';
import { addressOf } from '../../dist/kernel/protocol/connectionFile.js';
import { quantile } from './report.mjs';

const asks = 20;
const pauseMs = 50;
const trainings = 3;

const training = `{
  const net = models.sequential([
    layers.conv2D({ filters: 16, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }),
    layers.flatten(),
    layers.dense({ units: 10 }),
  ]);
  net.compile({ optimizer: optimizers.adam(), loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }) });
  console.log('training');
  await net.fit([tf.randomUniform([256, 32, 32, 3]), tf.zeros([256], 'int32')], { epochs: 100000, verbose: 0 });
}`;

/** @param kernel ours, in which the library has been imported */
export async function measureWhileTraining(kernel, add) {
  const { client } = kernel;
  const times = { heartbeat: [], completion: [], inspection: [], interrupt: [] };
  const heart = new Request({ linger: 0 });
  heart.connect(addressOf(client.connection, client.connection.hb_port));
  const measure = async (what, action) => {
    const begunMs = performance.now();
    await action();
    times[what].push(performance.now() - begunMs);
  };
  const code = 'x.sha';
  for (let run = 0; run < trainings; run++) {
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const cell = client.execute(training, { onMessage: ({ type }) => type === 'stream' && begin() });
    const early = await Promise.race([begun, cell]);
    if (early) throw new Error(`the training ended before it began: ${early.error?.message}`);
    for (let ask = 0; ask < asks; ask++) {
      await delay(pauseMs);
      await measure('heartbeat', async () => {
        await heart.send('ping');
        await heart.receive();
      });
      await measure('completion', () =>
        client.request('shell', 'complete_request', { code, cursor_pos: code.length }),
      );
      await measure('inspection', () =>
        client.request('shell', 'inspect_request', { code: 'x', cursor_pos: 1, detail_level: 0 }),
      );
    }
    await measure('interrupt', async () => {
      await client.interrupt();
      await cell;
    });
  }
  heart.close();
  for (const [what, values] of Object.entries(times)) {
    add(`${what} while a cell trains, p50`, kernel, values, 'ms');
    add(`${what} while a cell trains, p99`, kernel, values, 'ms', (all) => quantile(all, 0.99));
  }
}
