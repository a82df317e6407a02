/** A training with a backup, which kills its own process in the middle of an epoch if it is told to. */
import { callbacks, layers, models, optimizers, setSeed, tf } from '../../../dist/src/index.js';

const [, , backupDir, dieAtEpoch] = process.argv;

setSeed(11);
const model = models.sequential([
  layers.dense({ units: 8, activation: 'relu', inputShape: [2] }),
  layers.dropout({ rate: 0.3 }),
  layers.batchNormalization(),
  layers.dense({ units: 1 }),
]);
model.compile({ optimizer: optimizers.adam({ learningRate: 0.02 }), loss: 'meanSquaredError' });
const x = tf.randomUniform([40, 2], -1, 1, 'float32', 3);
const y = tf.sum(x, 1, true);
let epoch = 0;
const dying = {
  onEpochBegin: (index) => {
    epoch = index;
  },
  onBatchEnd: (batch) => {
    if (epoch === Number(dieAtEpoch) && batch === 2) process.kill(process.pid, 'SIGKILL');
  },
};
const history = await model.fit([x, y], {
  epochs: 6,
  batchSize: 8,
  validationSplit: 0.2,
  callbacks: [
    callbacks.reduceLROnPlateau({ patience: 100 }),
    callbacks.backupAndRestore({ backupDir }),
    dying,
  ],
  verbose: 0,
});
const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
process.stdout.write(JSON.stringify({ epoch: history.epoch, history: history.history, weights }));
