/** Cells that more than one browser runs. */

/** A small network, ready to train. */
export const importAll = `import { datasets, layers, losses, models, plots, setSeed } from 'cuaderno';
setSeed(54321);
const { train, test } = await datasets.shapes10.load({ trainLength: 1000, testLength: 100 });
const model = models.sequential([
  layers.conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: train.imageShape }),
  layers.flatten(),
  layers.dense({ units: 10 }),
]);
model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });`;

export const trainFor = (epochs: number): string => `const history = await model.fit(train, {
  epochs: ${epochs},
  validationData: test,
  callbacks: [plots.liveHistory()],
});`;
