/** What our models add to those of tfjs: Keras's compile, fit, evaluate, predict and summary. */
import type { io, LayersModel, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../data/batchSource.js';
import { TensorSet } from '../data/tensorSet.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { type LoadWeightsArgs, loadWeights } from '../weights/loadWeights.js';
import { modelJson } from '../weights/modelJson.js';
import { modelBytes, type SaveArgs, saveModel } from '../weights/saveModel.js';
import { type SaveWeightsArgs, saveWeights } from '../weights/saveWeights.js';
import type { Logs } from './callback.js';
import { type CompileArgs, compiledOf, compileModel } from './compiled.js';
import { evaluateModel, predictModel } from './evaluate.js';
import { type FitArgs, fitModel } from './fit.js';
import type { History } from './history.js';
import { RunningMeans } from './runningMeans.js';
import { trainStep } from './step.js';
import { summaryText } from './summary.js';

/** Samples with targets: a data set, or features and targets as tensors. */
export type TrainingData = BatchSource | readonly [x: Tensor, y: Tensor];

/** What tfjs's models do in their own way and ours do in Keras's. */
type Replaced =
  | 'compile'
  | 'evaluate'
  | 'evaluateDataset'
  | 'fit'
  | 'fitDataset'
  | 'loadWeights'
  | 'predict'
  | 'predictOnBatch'
  | 'save'
  | 'stopTraining'
  | 'summary'
  | 'toJSON'
  | 'trainOnBatch';

/** A model of tfjs without what ours replace. */
export type PlainModel<M extends LayersModel> = Omit<M, Replaced>;

// biome-ignore lint/suspicious/noExplicitAny: TypeScript demands any[] of a mixin's constructor.
type Constructor<T> = new (...args: any[]) => T;

/** Adds Keras's training to a class of tfjs models. */
export function withTraining<M extends LayersModel>(Base: Constructor<M>) {
  class Trainable extends (Base as unknown as Constructor<PlainModel<LayersModel>>) {
    /** A callback sets this to end the training after the current batch. */
    stopTraining = false;

    /**
     * Fixes how the model is trained.
     * @throws {ArgumentError} for names of optimizers, losses and metrics that are none
     * @example model.compile({ optimizer: 'adam', loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] })
     */
    compile(args: CompileArgs): void {
      compileModel(asLayersModel(this), args);
    }

    /**
     * Trains the model. In a notebook the stop button ends it after the current batch, and the weights stay.
     * @param data a data set, or [x, y]
     * @throws {ArgumentError} before the first step, for data that does not fit the model
     * @example const history = await model.fit(train, { epochs: 10, batchSize: 32, validationData: test })
     */
    async fit(data: TrainingData, args: FitArgs<TrainingData> = {}): Promise<History> {
      const model = asLayersModel(this);
      const compiled = compiledOf(model, 'fit');
      const validation = args.validationData;
      const batches = {
        ...args,
        validationData: validation === undefined ? undefined : asBatchSource(validation),
      };
      return fitModel(model, compiled, asBatchSource(data), batches);
    }

    /**
     * The mean loss and metrics over the data.
     * @example const { loss, accuracy } = await model.evaluate(test)
     */
    async evaluate(data: TrainingData, args: { batchSize?: number } = {}): Promise<Logs> {
      const model = asLayersModel(this);
      const source = asBatchSource(data);
      if (source.length === 0) throw new ArgumentError('evaluate: the data is empty.');
      return evaluateModel(model, compiledOf(model, 'evaluate'), source, { batchSize: args.batchSize ?? 32 });
    }

    /**
     * The model's outputs, [samples, …]. The caller disposes the tensor.
     * @param data a data set (its targets are ignored) or a tensor [samples, …]
     * @example const logits = await model.predict(test.take(10)) // [10, 10]
     */
    async predict(data: BatchSource | Tensor, args: { batchSize?: number } = {}): Promise<Tensor> {
      const { batchSize = 32 } = args;
      if (!(data instanceof tf.Tensor)) return predictModel(asLayersModel(this), data, batchSize);
      const noTargets = tf.zeros([data.shape[0] ?? 0]);
      try {
        return await predictModel(asLayersModel(this), new TensorSet(data, noTargets), batchSize);
      } finally {
        noTargets.dispose();
      }
    }

    /**
     * One step of the optimizer on one batch.
     * @returns the loss and metrics before the step
     */
    async trainOnBatch(x: Tensor, y: Tensor): Promise<Logs> {
      const model = asLayersModel(this);
      const compiled = compiledOf(model, 'trainOnBatch');
      const means = new RunningMeans(compiled);
      means.add(trainStep(model, compiled, { x, y }), x.shape[0] ?? 1);
      return means.logs();
    }

    /** Prints the layers, their output shapes and parameters, as Keras does. */
    summary(args: { printFn?: (text: string) => void } = {}): void {
      (args.printFn ?? console.log)(summaryText(asLayersModel(this)));
    }

    /**
     * Saves the whole model: layers, weights, how it is trained, and where the optimizer was. The ending says how:
     * `.keras` (Keras 3's own form), `.h5` (its older one), `model.json` or a folder (tfjs's layers format). The file
     * appears whole or not at all. A URL such as `file://…` or an IOHandler goes to tfjs.
     * @throws {ArgumentError} for another ending, or a file that is there where `overwrite` is false
     * @throws {DataError} if it cannot be written
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'saved-')), 'model.keras');
     * await model.save(file);
     * const same = await models.load(file);
     */
    async save(target: string | io.IOHandler, args: SaveArgs & io.SaveConfig = {}): Promise<io.SaveResult> {
      if (typeof target === 'string' && !target.includes('://')) {
        await saveModel(asLayersModel(this), target, args);
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }
      return tf.LayersModel.prototype.save.call(asLayersModel(this), target, args);
    }

    /**
     * The bytes of a saved model, as `models.load` takes them.
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const copy = await models.load(await model.toBytes('keras'));
     */
    async toBytes(
      format: 'keras' | 'h5' = 'keras',
      args: Omit<SaveArgs, 'overwrite'> = {},
    ): Promise<Uint8Array> {
      return modelBytes(asLayersModel(this), format, args);
    }

    /**
     * Saves the weights alone, with the optimizer's state if the model has learned: `.weights.h5` (Keras 3), or `.h5`
     * (Keras 2, without the state).
     * @throws {ArgumentError} for another ending, or a file that is there where `overwrite` is false
     * @throws {DataError} if it cannot be written
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'saved-')), 'model.weights.h5');
     * await model.saveWeights(file);
     * await model.loadWeights(file);
     */
    async saveWeights(file: string, args: SaveWeightsArgs = {}): Promise<void> {
      await saveWeights(asLayersModel(this), file, args);
    }

    /**
     * Reads weights that Keras or cuaderno saved: `.weights.h5`, `.h5`, `.keras`, by path or as bytes. A file that does
     * not fit leaves the model as it is. Named tensors go to tfjs's own method.
     * @throws {DataError} if the file is missing, damaged, or of another model
     * @throws {ArgumentError} for `byName` where the file knows no names
     */
    async loadWeights(
      source: string | Uint8Array | NamedTensorMap,
      args: LoadWeightsArgs = {},
    ): Promise<void> {
      const model = asLayersModel(this);
      if (typeof source === 'string' || source instanceof Uint8Array) await loadWeights(model, source, args);
      else tf.LayersModel.prototype.loadWeights.call(model, source);
    }

    /**
     * The model without its weights as JSON, which `models.fromConfig` here and `keras.models.model_from_json` read.
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const fresh = models.fromConfig(model.toJSON());
     */
    toJSON(unused?: unknown, returnString = true): string {
      // tfjs's own save asks for an object in tfjs's form, and for JSON.stringify both are texts.
      if (!returnString)
        return tf.LayersModel.prototype.toJSON.call(asLayersModel(this), unused, false) as string;
      return modelJson(asLayersModel(this));
    }
  }
  return Trainable as unknown as Constructor<PlainModel<M> & Trainable>;
}

/** Our models are tfjs's at run time; only their types were narrowed to replace methods. */
function asLayersModel(model: object): LayersModel {
  return model as LayersModel;
}

function asBatchSource(data: TrainingData): BatchSource {
  if (!Array.isArray(data)) {
    if (typeof (data as BatchSource)?.batches === 'function') return data as BatchSource;
    throw new ArgumentError(
      'The data must be a data set such as datasets.cifar10.load() gives, or [x, y] tensors.',
    );
  }
  const [x, y] = data as readonly [Tensor, Tensor];
  if (x instanceof tf.Tensor && y instanceof tf.Tensor) return new TensorSet(x, y);
  throw new ArgumentError('The data must be [x, y], two tensors with one row a sample.');
}
