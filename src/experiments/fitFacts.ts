/** What a finished training says about itself. */
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { currentSeed, engine } from '../engine/index.js';
import type { TrainingData } from '../training/batches/trainingData.js';
import type { Logs } from '../training/callback.js';
import type { FinishedFit } from '../training/fitLog.js';
import { gitCommit } from './gitCommit.js';
import { dataName, type RunFacts } from './runFacts.js';

/** All that `fit` knows; the model is measured where accuracies are missing. */
export async function fitFacts(fit: FinishedFit, given: RunFacts): Promise<RunFacts> {
  const { model, history, accuracies } = fit;
  const measure = async (data: TrainingData): Promise<Logs> => {
    const { batchSize } = fit;
    return measurable(model).evaluate(data, batchSize === undefined ? {} : { batchSize });
  };
  const source = given.sourceData === undefined ? await fit.validate() : await measure(given.sourceData);
  const target = given.targetData === undefined ? undefined : await measure(given.targetData);
  const byOutput = (logs: Logs | undefined): Record<string, number> | undefined => {
    if (logs === undefined) return undefined;
    const found = Object.entries(accuracies).filter(([, name]) => logs[name] !== undefined);
    return Object.fromEntries(found.map(([output, name]) => [outputName(output, accuracies), logs[name]!]));
  };
  return {
    file: programName(),
    batchSize: fit.batchSize,
    dataset: dataName(fit.data) ?? dataName(fit.validationData),
    testSplit: fit.testSplit,
    epochs: history.epoch.length,
    learningRate: fit.learningRate,
    imageSize: inputSize(model),
    source: byOutput(source),
    target: byOutput(target),
    loss: source?.loss,
    optimizer: fit.optimizer,
    parameters: model.countParams(),
    seed: currentSeed(),
    seconds: fit.seconds,
    engine: `${engine.backend} ${engine.version}`,
    commit: await gitCommit(),
    notes: fit.interrupted ? 'interrupted' : undefined,
  };
}

/** The layer's name of a single output says nothing. */
function outputName(output: string, accuracies: Readonly<Record<string, string>>): string {
  return Object.keys(accuracies).length === 1 ? 'accuracy' : output;
}

/** Our models evaluate as Keras's do. */
function measurable(model: LayersModel): {
  evaluate(data: TrainingData, args: { batchSize?: number }): Promise<Logs>;
} {
  return model as unknown as ReturnType<typeof measurable>;
}

/** 32×32×3; for several inputs the first. */
function inputSize(model: LayersModel): string | undefined {
  const sizes = model.inputs?.[0]?.shape.slice(1);
  return sizes?.map((size) => size ?? '?').join('×');
}

/** The notebook, as Jupyter and `cuaderno run` tell their kernels, or the program. */
function programName(): string | undefined {
  const file = process.env.JPY_SESSION_NAME || process.argv[1];
  return file === undefined || file === '' ? undefined : path.basename(file);
}
