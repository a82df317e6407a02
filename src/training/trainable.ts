/** What our models add to those of tfjs: Keras's compile, fit, evaluate, predict and summary. */
import type { io, LayersModel, NamedTensorMap, Optimizer, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type LoadWeightsArgs, loadWeights } from '../weights/loadWeights.js';
import { modelJson } from '../weights/modelJson.js';
import { modelBytes, type SaveArgs, saveModel } from '../weights/saveModel.js';
import { type SaveWeightsArgs, saveWeights } from '../weights/saveWeights.js';
import { batchOf } from './batches/batchOf.js';
import { passesOf, predictionPasses } from './batches/passesOf.js';
import { listOfRows, tensorOfRows } from './batches/rows.js';
import { disposeBatch, type StepBatch, samplesOf } from './batches/stepBatch.js';
import type { PredictionData, RowsOf, TrainingData } from './batches/trainingData.js';
import { buildFor } from './buildFor.js';
import type { Logs } from './callback.js';
import { checkFirstBatch } from './checks/firstBatch.js';
import { requireFittingInputs } from './checks/inputs.js';
import type { CompileArgs } from './compile/compileArgs.js';
import { type Compiled, compiledIfAny, compiledOf, compileModel } from './compile/compiled.js';
import { evaluateModel } from './evaluate.js';
import { fitModel } from './fit.js';
import type { EvaluateArgs, FitArgs, PredictArgs } from './fitArgs.js';
import { fitPlan } from './fitPlan.js';
import type { History } from './history.js';
import { dataNames } from './modelNames.js';
import { modelWeights } from './modelWeights.js';
import { outputsOf, predictModel } from './predict.js';
import { requireSamples } from './requireSamples.js';
import { requireWholeNumber } from './requireWholeNumber.js';
import { RunningMeans } from './runningMeans.js';
import { LoggedMeans, runTrainStep, type TrainStep, type TrainStepArgs } from './step/customStep.js';
import { standardTrainStep } from './step/standardTrainStep.js';
import type { SummaryArgs } from './summary/summaryArgs.js';
import { summaryText } from './summary/summaryText.js';

/** What tfjs's models do in their own way and ours do in Keras's. */
type Replaced =
  | 'add'
  | 'build'
  | 'call'
  | 'compile'
  | 'evaluate'
  | 'evaluateDataset'
  | 'fit'
  | 'fitDataset'
  | 'loadWeights'
  | 'nonTrainableWeights'
  | 'optimizer'
  | 'predict'
  | 'predictOnBatch'
  | 'save'
  | 'setWeights'
  | 'stopTraining'
  | 'summary'
  | 'toJSON'
  | 'trainable'
  | 'trainableWeights'
  | 'trainOnBatch'
  | 'weights';

/** A model of tfjs without what ours replace. */
export type PlainModel<M extends LayersModel> = Omit<M, Replaced>;

// biome-ignore lint/suspicious/noExplicitAny: TypeScript demands any[] of a mixin's constructor.
type Constructor<T> = new (...args: any[]) => T;

/** The `trainStep` of every class made here: `fit` has a faster way to the same. */
const ownTrainSteps = new WeakSet<TrainStep>();

/** Adds Keras's training to a class of tfjs models. */
export function withTraining<M extends LayersModel>(Base: Constructor<M>) {
  class Trainable extends modelWeights(Base as unknown as Constructor<PlainModel<LayersModel>>) {
    /** A callback sets this to end the training after the current batch. */
    stopTraining = false;

    /** What the model was compiled with; undefined before `compile`. */
    get optimizer(): Optimizer | undefined {
      return compiledIfAny(this)?.optimizer;
    }

    /**
     * Fixes how the model is trained.
     * @throws {ArgumentError} for names of optimizers, losses and metrics that are none, and for lists that do not fit
     *   the model's outputs
     * @example
     * const model = models.sequential([layers.dense({ units: 3, inputShape: [4] })]);
     * model.compile({
     *   optimizer: 'adam',
     *   loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
     *   metrics: ['accuracy'],
     * });
     */
    compile(args: CompileArgs): void {
      compileModel(asLayersModel(this), args);
    }

    /**
     * Trains the model. In a notebook the stop button ends it after the current batch, and weights and history stay.
     * @param data a data set, [x, y] or [x, y, sampleWeight], a sequence of batches or a generator function
     * @throws {ArgumentError} before the first step, for data that does not fit the model
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
     * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
     * const history = await model.fit([[[1], [2]], [[2], [4]]], { epochs: 3, verbose: 0 });
     * history.history.loss.length; // 3
     */
    async fit(data: TrainingData, args: FitArgs = {}): Promise<History> {
      const model = asLayersModel(this);
      const compiled = compiledOf(model, 'fit');
      const plan = fitPlan(model, compiled, data, args);
      try {
        return await fitModel({ model, compiled, plan, customStep: customStepOf(this) }, args);
      } finally {
        plan.dispose();
      }
    }

    /**
     * The mean loss and metrics over the data.
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })]);
     * model.compile({ loss: 'meanSquaredError' });
     * await model.evaluate([[[1], [2]], [[2], [4]]]); // { loss: 2.5 }, which is (1² + 2²) / 2
     */
    async evaluate(data: TrainingData, args: EvaluateArgs = {}): Promise<Logs> {
      const model = asLayersModel(this);
      const compiled = compiledOf(model, 'evaluate');
      const { batchSize = 32, sampleWeight } = args;
      requireWholeNumber('evaluate', 'batchSize', batchSize, 1);
      const options = { batchSize, names: dataNames(model), purpose: 'evaluate', sampleWeight };
      const { whole } = passesOf(data, options);
      try {
        requireSamples('evaluate', whole);
        return await evaluateModel(model, compiled, whole, { purpose: 'evaluate', ...args });
      } finally {
        whole.dispose();
      }
    }

    /**
     * The model's outputs, [samples, …]: one tensor, or a list for several outputs. The caller disposes them.
     * @param data a tensor or arrays [samples, …], or a data set, whose targets are ignored
     * @throws {ArgumentError} for samples that do not fit the model
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const output = await model.predict([[1, 2, 3]]); // [1, 2]
     * output.dispose();
     */
    async predict<Output extends Tensor | Tensor[] = Tensor>(
      data: PredictionData,
      args: PredictArgs = {},
    ): Promise<Output> {
      const model = asLayersModel(this);
      const { batchSize = 32 } = args;
      requireWholeNumber('predict', 'batchSize', batchSize, 1);
      const options = { batchSize, names: dataNames(model), purpose: 'predict' };
      const { whole } = predictionPasses(data, options);
      try {
        return oneOrList<Output>(await predictModel(model, whole, args));
      } finally {
        whole.dispose();
      }
    }

    /**
     * The outputs for one batch, at once. The caller disposes them.
     * @throws {ArgumentError} for samples that do not fit the model
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * model.predictOnBatch([[1, 2, 3]]).shape; // [1, 2]
     */
    predictOnBatch<Output extends Tensor | Tensor[] = Tensor>(x: RowsOf): Output {
      const model = asLayersModel(this);
      const rows = listOfRows(x, dataNames(model).inputs, 'x');
      const batch = { x: rows.map((one) => tensorOfRows(one, 'x')), y: [] };
      try {
        buildFor(model, batch);
        requireFittingInputs(model, batch, 'predictOnBatch');
        return oneOrList<Output>(outputsOf(model, batch.x));
      } finally {
        for (const [index, tensor] of batch.x.entries()) if (tensor !== rows[index]) tensor.dispose();
      }
    }

    /**
     * One step of the optimizer on one batch, whose tensors stay the caller's.
     * @returns the loss and metrics before the step
     * @throws {ArgumentError} for a batch that does not fit the model
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
     * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
     * const { loss } = await model.trainOnBatch([[1], [2]], [[2], [4]]);
     */
    async trainOnBatch(x: RowsOf, y: RowsOf, sampleWeight?: RowsOf): Promise<Logs> {
      return onBatch(asLayersModel(this), 'trainOnBatch', [x, y, sampleWeight], (compiled, batch) => {
        compiled.warnOfLateFreezing();
        const custom = customStepOf(this);
        if (custom !== undefined) {
          const logged = new LoggedMeans();
          logged.add(runTrainStep(custom, asLayersModel(this), compiled, batch), batch);
          return logged.logs();
        }
        const means = new RunningMeans(compiled);
        means.add(compiled.executor.train(asLayersModel(this), compiled, batch), samplesOf(batch));
        return means.logs();
      });
    }

    /**
     * The loss and metrics of one batch, whose tensors stay the caller's.
     * @throws {ArgumentError} for a batch that does not fit the model
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })]);
     * model.compile({ loss: 'meanSquaredError' });
     * await model.testOnBatch([[1]], [[2]]); // { loss: 1 }
     */
    async testOnBatch(x: RowsOf, y: RowsOf, sampleWeight?: RowsOf): Promise<Logs> {
      return onBatch(asLayersModel(this), 'testOnBatch', [x, y, sampleWeight], (compiled, batch) => {
        const means = new RunningMeans(compiled);
        means.add(compiled.executor.test(asLayersModel(this), compiled, batch), samplesOf(batch));
        return means.logs();
      });
    }

    /**
     * One training step. A class of your own may override it, or a lesson set it, to spell the step out.
     * @returns what is to be logged
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
     * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
     * model.trainStep = ({ y, gradients, apply }) => {
     *   const { loss, gradients: slopes } = gradients((output) => tf.losses.meanSquaredError(y, output));
     *   apply(slopes);
     *   return { loss };
     * };
     * await model.fit([[[1], [2]], [[2], [4]]], { verbose: 0 });
     */
    trainStep(step: TrainStepArgs): ReturnType<TrainStep> {
      return standardTrainStep(step);
    }

    /**
     * Prints the layers, their output shapes and parameters, as Keras does.
     * @example models.sequential([layers.dense({ units: 2, inputShape: [3] })]).summary()
     */
    summary(args: SummaryArgs & { printFn?: (text: string) => void } = {}): void {
      (args.printFn ?? console.log)(summaryText(asLayersModel(this), args));
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
  ownTrainSteps.add(Trainable.prototype.trainStep);
  return Trainable as unknown as Constructor<PlainModel<M> & Trainable>;
}

/** The step by hand, if there is one. */
function customStepOf(model: { trainStep: TrainStep }): TrainStep | undefined {
  return ownTrainSteps.has(model.trainStep) ? undefined : (step) => model.trainStep(step);
}

/** Makes tensors of what is none, checks them, and disposes what it made. */
async function onBatch(
  model: LayersModel,
  purpose: string,
  given: readonly [x: RowsOf, y: RowsOf, sampleWeight: RowsOf | undefined],
  run: (compiled: Compiled, batch: StepBatch) => Logs,
): Promise<Logs> {
  const compiled = compiledOf(model, purpose);
  const [x, y, sampleWeight] = given;
  const made = batchOf({ x, y, sampleWeight }, dataNames(model), purpose);
  // Clones share the user's memory, and may be disposed without them.
  const owned = (tensors: readonly Tensor[]): Tensor[] =>
    tensors.map((tensor) => (isGiven(tensor, given) ? tensor.clone() : tensor));
  const weights = made.sampleWeight;
  const batch = {
    x: owned(made.x),
    y: owned(made.y),
    sampleWeight: weights === undefined ? undefined : owned(weights),
  };
  try {
    checkFirstBatch(model, compiled, batch, purpose);
    return run(compiled, batch);
  } finally {
    disposeBatch(batch);
  }
}

function isGiven(tensor: Tensor, given: readonly unknown[]): boolean {
  return given.some((one) => {
    if (one === tensor) return true;
    return typeof one === 'object' && one !== null && Object.values(one).includes(tensor);
  });
}

/** One tensor for one output: the type parameter says which the caller expects. */
function oneOrList<Output extends Tensor | Tensor[]>(tensors: Tensor[]): Output {
  return (tensors.length === 1 ? tensors[0] : tensors) as Output;
}

/** Our models are tfjs's at run time; only their types were narrowed to replace methods. */
function asLayersModel(model: object): LayersModel {
  return model as LayersModel;
}
