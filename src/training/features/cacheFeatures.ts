/** A frozen backbone gives the same features in every epoch: they are computed once. Keras's guide to transfer learning
 *  calls it extracting features with `predict`. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../../data/batchSource.js';
import { notice } from '../../data/notice.js';
import { progressReporter } from '../../data/progressReporter.js';
import { displayHost } from '../../display/displayHost.js';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Passes } from '../batches/passes.js';
import { passesOf } from '../batches/passesOf.js';
import { disposeBatch, type StepBatch, samplesOf } from '../batches/stepBatch.js';
import type { Samples } from '../batches/trainingData.js';
import { breathe } from '../breathe.js';
import { requireFittingInputs } from '../checks/inputs.js';
import { dataNames } from '../modelNames.js';
import { requireWholeNumber } from '../requireWholeNumber.js';
import { beginOutputs, outputsOf } from '../step/outputs.js';
import { readFeatureFile, writeFeatureFile } from './featureFile.js';
import { featureKey } from './featureKey.js';
import { FeatureSet, type SampleRows } from './featureSet.js';

/** Arguments of `cacheFeatures`. */
export interface CacheFeaturesArgs {
  /** How many samples the backbone computes at once. Default 32. */
  batchSize?: number;
  /** What is done to a batch of images before the backbone sees it, such as `applications.preprocessInput`. */
  preprocess?: (images: Tensor) => Tensor;
  /**
   * Where the features are kept for the next run, too. They are used only while the backbone, its weights, the images
   * as it sees them and the targets are the same to the bit; otherwise they are computed and written anew.
   */
  file?: string;
  /** Ends the computation after the current batch, with the signal's reason. Default: the notebook's stop button. */
  signal?: AbortSignal;
}

/**
 * Computes a backbone's outputs for a data set once, as the layers give them outside training, so that a head can be
 * trained on them for many epochs at its own cost. Do not use it where images are varied at random: they would be
 * varied once.
 * @param data a data set, or [x, y]
 * @shape x [samples, …] → features [samples, …the backbone's output]
 * @throws {ArgumentError} for a backbone with several inputs or outputs, and for data that it does not fit
 * @throws {DataError} if the file cannot be written
 * @example
 * const backbone = models.sequential([layers.globalAveragePooling2D({ inputShape: [32, 32, 3] })]);
 * const features = await cacheFeatures(backbone, train);
 * const head = models.sequential([layers.dense({ units: 10, inputShape: features.featureShape })]);
 * head.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }) });
 * await head.fit(features, { epochs: 5, verbose: 0 });
 */
export async function cacheFeatures(
  backbone: Pick<LayersModel, 'name' | 'layers' | 'inputs' | 'outputs'>,
  data: BatchSource | Samples,
  args: CacheFeaturesArgs = {},
): Promise<FeatureSet> {
  // Our models are tfjs's at run time; only their types were narrowed to replace methods.
  const model = backbone as LayersModel;
  const { batchSize = 32, file } = args;
  requireWholeNumber('cacheFeatures', 'batchSize', batchSize, 1);
  requireOneOutput(model);
  const { whole } = passesOf(data, { batchSize, names: dataNames(model), purpose: 'cacheFeatures' });
  try {
    if (file === undefined) return await computed(model, whole, args);
    const key = await featureKey(model, preparedBatches(model, whole, args));
    const known = await readFeatureFile(file, key);
    if (known !== undefined) {
      notice(`Features of ${model.name}: ${known.length} samples, read from ${file}.`);
      return known;
    }
    const made = await computed(model, whole, args);
    await writeFeatureFile(file, key, made);
    return made;
  } finally {
    whole.dispose();
  }
}

function requireOneOutput({ inputs, outputs, name }: LayersModel): void {
  if (inputs?.length === 1 && outputs?.length === 1) return;
  throw new ArgumentError(
    `cacheFeatures: the backbone must have one input and one output; “${name}” has ${inputs?.length ?? 0} and ${outputs?.length ?? 0}.`,
  );
}

async function computed(model: LayersModel, data: Passes, args: CacheFeaturesArgs): Promise<FeatureSet> {
  const features: Tensor[] = [];
  const targets: Tensor[] = [];
  const progress = progressReporter();
  beginOutputs(model);
  let length = 0;
  try {
    for await (const batch of preparedBatches(model, data, args)) {
      features.push(...outputsOf(model, batch.x));
      targets.push(batch.y[0]!.clone());
      length += samplesOf(batch);
      const total = data.samples ?? length;
      progress.report({ what: `Features of ${model.name}`, done: length, total, unit: 'images' });
    }
    if (length === 0) throw new ArgumentError('cacheFeatures: the data is empty.');
    return new FeatureSet(rowsOf(features), rowsOf(targets), length, false);
  } finally {
    progress.end();
    tf.dispose([features, targets]);
  }
}

/** The batches as the backbone sees them; each is disposed before the next one. */
async function* preparedBatches(
  model: LayersModel,
  data: Passes,
  { preprocess, signal = displayHost()?.interruptSignal }: CacheFeaturesArgs,
): AsyncGenerator<StepBatch> {
  for await (const given of data.pass(undefined)) {
    let prepared: Tensor | undefined;
    try {
      requireOneTarget(given);
      prepared = preprocess === undefined ? undefined : tf.tidy(() => preprocess(given.x[0]!));
      const batch = prepared === undefined ? given : { ...given, x: [prepared] };
      requireFittingInputs(model, batch, 'cacheFeatures');
      yield batch;
    } finally {
      prepared?.dispose();
      disposeBatch(given);
    }
    await breathe();
    signal?.throwIfAborted();
  }
}

function requireOneTarget({ y, sampleWeight }: StepBatch): void {
  if (y.length !== 1)
    throw new ArgumentError(`cacheFeatures: one target a sample is expected; received ${y.length}.`);
  if (sampleWeight !== undefined)
    throw new ArgumentError('cacheFeatures: sample weights are not kept. Give the data without them.');
}

function rowsOf(parts: readonly Tensor[]): SampleRows {
  const first = parts[0]!;
  const data = new Float32Array(parts.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.dataSync(), at);
    at += part.size;
  }
  return { data, shape: first.shape.slice(1), dtype: first.dtype === 'int32' ? 'int32' : 'float32' };
}
