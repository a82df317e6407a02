/** A cell for every figure of the library, of one small network that the first cell trains. */

export const beforeFigures = `import { activations, analyse, augment, datasets, explain, ImageDataGenerator, layers, learningRateFinder, losses, models, plots, setSeed } from 'cuaderno';
setSeed(54321);
const { train, test, classNames } = await datasets.shapes10.load({ trainLength: 600, testLength: 100 });
const model = models.sequential([
  layers.conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: train.imageShape }),
  layers.maxPooling2D(),
  layers.conv2D({ filters: 8, kernelSize: 3, activation: 'relu' }),
  layers.flatten(),
  layers.dense({ units: 10 }),
]);
model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });
const history = await model.fit(train, { epochs: 4, validationData: test, verbose: 0 });
const logits = await model.predict(test);
const [one, few] = [test.take(1).toTensors().x, train.take(16).toTensors()];
const [image, kernel] = [[[1, 2, 1, 0], [2, 3, 1, 1], [3, 0, 0, 2], [1, 1, 2, 3]], [[1, 0], [2, 1]]];
const report = await analyse({ train: train.take(100), test: test.take(50) });
const flat = model.layers.find((layer) => layer.getClassName() === 'Flatten')!;
const [features] = activations(model, test.toTensors().x, { layers: [flat] });`;

/** By name, the expression that draws it. */
export const figureCells: Readonly<Record<string, string>> = {
  imageGrid: 'plots.imageGrid(train.take(10))',
  classBalance: 'plots.classBalance({ train, test })',
  dataReport: 'plots.dataReport(report)',
  augmentedGrid: 'plots.augmentedGrid(few.x.slice(0, 3), layers.randomRotation({ factor: 0.1 }))',
  preview: 'await augment.preview(train, new ImageDataGenerator({ rotationRange: 30 }))',
  history: 'plots.history(history)',
  'history-compared': 'plots.history({ plain: history, dropout: history, "batch normalization": history })',
  learningRateFinder: 'plots.learningRateFinder(await learningRateFinder(model, train))',
  gradientNorms: 'plots.gradientNorms(model, few)',
  lossSurface: 'plots.lossSurface(model, few, { points: 7, seed: 1 })',
  graph: 'plots.graph(explain(model))',
  predictionGrid: 'plots.predictionGrid(test.take(10), logits.slice([0, 0], [10, 10]), { fromLogits: true })',
  confusionMatrix: 'plots.confusionMatrix(test, logits)',
  topLosses: 'plots.topLosses(test, logits, { fromLogits: true })',
  calibration: 'plots.calibration(test, logits, { fromLogits: true })',
  filters: 'plots.filters(model)',
  featureMaps: 'plots.featureMaps(model, one)',
  gradCam: 'plots.gradCam(model, one, { classNames })',
  saliency: 'plots.saliency(model, one, { classNames })',
  occlusion: 'plots.occlusion(model, one, { classNames, fromLogits: true })',
  maximalActivation: 'plots.maximalActivation(model, { layer: model.layers[0]!, steps: 5, seed: 1 })',
  receptiveField: 'plots.receptiveField(model, one)',
  embedding: "plots.embedding(features!.output, { images: test, classNames, method: 'pca' })",
  architecture: 'plots.architecture(model)',
  parameterTreemap: 'plots.parameterTreemap(model)',
  weightHistogram: 'plots.weightHistogram(model)',
  activationStatistics: 'plots.activationStatistics(model, few.x)',
  normalizationAxes: 'plots.normalizationAxes()',
  showConvolution: 'plots.showConvolution(image, kernel, { padding: 1 })',
  showTransposedConvolution: 'plots.showTransposedConvolution(kernel, [[1, 2], [3, 4]], { stride: 2 })',
  showPooling: 'plots.showPooling(image)',
  showAdaptivePooling: 'plots.showAdaptivePooling(image, { outputSize: 3 })',
  showDropout: 'plots.showDropout(image, { rate: 0.5, seed: 1 })',
  showBackpropConvolution: 'plots.showBackpropConvolution(image, kernel)',
  showGradientDescent: 'plots.showGradientDescent({ steps: 30 })',
};
