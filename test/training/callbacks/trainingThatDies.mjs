/** A training with a backup, which kills its own process in the middle of an epoch if it is told to. What it learns is
 *  noise, so that callbacks wait, cool down, lower the rate and stop early. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { callbacks, layers, models, optimizers, setSeed, tf } from '../../../dist/src/index.js';

const [, , backupDir, dieAtEpoch, when = 'batch'] = process.argv;
const die = () => process.kill(process.pid, 'SIGKILL');

setSeed(11);
const model = models.sequential([
  layers.dense({ units: 8, activation: 'relu', inputShape: [2] }),
  layers.dropout({ rate: 0.3 }),
  layers.batchNormalization(),
  layers.dense({ units: 1 }),
]);
model.compile({ optimizer: optimizers.adam({ learningRate: 0.05, useEma: true }), loss: 'meanSquaredError' });
const x = tf.randomUniform([40, 2], -1, 1, 'float32', 3);
const y = tf.randomNormal([40, 1], 0, 1, 'float32', 4);
let epoch = 0;
const dying = {
  onEpochBegin: (index) => {
    epoch = index;
  },
  onBatchEnd: (batch) => {
    if (when === 'batch' && epoch === Number(dieAtEpoch) && batch === 2) die();
  },
  onEpochRecorded: (index) => {
    if (when === 'recorded' && index === Number(dieAtEpoch)) die();
  },
};
const beside = path.dirname(backupDir);
const name = path.basename(backupDir);
const file = (ending) => path.join(beside, `${name}.${ending}`);
const stopping = callbacks.earlyStopping({ patience: 5, restoreBestWeights: true, baseline: 2 });
const plateau = callbacks.reduceLROnPlateau({ patience: 2, cooldown: 2, factor: 0.5 });
const history = await model.fit([x, y], {
  epochs: 12,
  batchSize: 8,
  validationSplit: 0.2,
  callbacks: [
    callbacks.backupAndRestore({ backupDir }),
    stopping,
    plateau,
    callbacks.modelCheckpoint({
      filepath: '{epoch}.keras',
      saveBestOnly: true,
      save: async (_, saved) => appendFileSync(file('saved'), `${saved}\n`),
    }),
    callbacks.csvLogger(file('csv')),
    callbacks.swapEMAWeights({ swapOnEpoch: true }),
    dying,
  ],
  verbose: 0,
  // To the bit: compiled, a training that goes on takes its first steps operation by operation, which round otherwise.
  compile: false,
});
const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
const { best, bestEpoch, stoppedEpoch, wait } = stopping;
const text = (ending) => (existsSync(file(ending)) ? readFileSync(file(ending), 'utf8') : '');
process.stdout.write(
  JSON.stringify({
    epoch: history.epoch,
    history: history.history,
    weights,
    stopping: { best, bestEpoch, stoppedEpoch, wait },
    plateau: { best: plateau.best, wait: plateau.wait, learningRate: model.optimizer.learningRate },
    saved: text('saved'),
    csv: text('csv'),
  }),
);
