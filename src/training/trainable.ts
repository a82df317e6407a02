/** What our models add to those of tfjs: Keras's compile, fit, evaluate, predict and summary. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../data/batchSource.js';
import { TensorSet } from '../data/tensorSet.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
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
  | 'predict'
  | 'predictOnBatch'
  | 'stopTraining'
  | 'summary'
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
