/** A sweep's module: leaves a line for every trial that begins and one for every trial that ends. */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { layers, models, optimizers } from 'cuaderno';

export async function train({ units, learningRate, waitMs = 0 }, { run, epochs, index }) {
  appendFileSync(process.env.TRIALS_FILE, `begin ${index} ${process.pid}\n`);
  if (waitMs > 0) await wait(waitMs);
  const model = models.sequential([layers.dense({ units, inputShape: [1] }), layers.dense({ units: 1 })]);
  model.compile({ optimizer: optimizers.sgd({ learningRate }), loss: 'meanSquaredError' });
  const data = [
    [[1], [2]],
    [[2], [4]],
  ];
  const { history } = await model.fit(data, { epochs, verbose: 0, log: run });
  appendFileSync(process.env.TRIALS_FILE, `end ${index} ${process.pid}\n`);
  return history.loss.at(-1);
}
