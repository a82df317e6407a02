/** What our models add to those of tfjs: Keras's compile, fit, evaluate, predict and summary. */
import type { LayersModel, Optimizer, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { displayHost } from '../display/displayHost.js';
import type { CallArgs } from '../layers/layer.js';
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
import { withLog } from './fitLog.js';
import { fitPlan } from './fitPlan.js';
import type { History } from './history.js';
import { modelFiles } from './modelFiles.js';
import { dataNames } from './modelNames.js';
import { predictModel } from './predict.js';
import { requireSamples } from './requireSamples.js';
import { requireWholeNumber } from './requireWholeNumber.js';
import { RunningMeans } from './runningMeans.js';
import { LoggedMeans, runTrainStep, type TrainStep, type TrainStepArgs } from './step/customStep.js';
import { outputsOf } from './step/outputs.js';
import { standardTrainStep } from './step/standardTrainStep.js';
import type { SummaryArgs } from './summary/summaryArgs.js';
import { summaryText } from './summary/summaryText.js';

/** What tfjs's models do in their own way and ours do in Keras's. */
type Replaced =
  | 'add'
  | 'apply'
  | 'build'
  | 'call'
  | 'compile'
  | 'evaluate'
  | 'evaluateDataset'
  | 'fit'
  | 'fitDataset'
  | 'loadWeights'
  | 'optimizer'
  | 'predict'
  | 'predictOnBatch'
  | 'save'
  | 'setWeights'
  | 'stopTraining'
  | 'summary'
  | 'toJSON'
  | 'trainOnBatch';

type Inputs = SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[];

/** A model of tfjs without what ours replace. */
export type PlainModel<M extends LayersModel> = Omit<M, Replaced>;

// biome-ignore lint/suspicious/noExplicitAny: TypeScript demands any[] of a mixin's constructor.
type Constructor<T> = new (...args: any[]) => T;

/** The `trainStep` of every class made here: `fit` has a faster way to the same. */
const ownTrainSteps = new WeakSet<TrainStep>();

/** Adds Keras's training to a class of tfjs models. */
export function withTraining<M extends LayersModel>(Base: Constructor<M>) {
  class Trainable extends modelFiles(Base as unknown as Constructor<PlainModel<LayersModel>>) {
    /** A callback sets this to end the training after the current batch. */
    stopTraining = false;

    /** What the model was compiled with; undefined before `compile`. */
    get optimizer(): Optimizer | undefined {
      return compiledIfAny(this)?.optimizer;
    }

    /**
     * Uses the model as a layer: symbols give the symbol of its output, tensors give its output.
     * @throws {ArgumentError} where the input does not fit the model's
     * @example
     * const backbone = models.sequential([layers.globalAveragePooling2D({ inputShape: [32, 32, 3] })]);
     * const image = layers.input({ shape: [32, 32, 3] });
     * const outputs = layers.dense({ units: 2 }).apply(backbone.apply(image, { training: false }));
     * models.functional({ inputs: image, outputs }).outputShape; // [null, 2]
     */
    apply(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArgs): SymbolicTensor;
    apply(inputs: Tensor | Tensor[], args?: CallArgs): Tensor;
    apply(inputs: Inputs, args?: CallArgs): SymbolicTensor | Tensor {
      return Base.prototype.apply.call(this, inputs, args) as SymbolicTensor | Tensor;
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
        const customStep = customStepOf(this);
        return await withLog({ model, compiled, plan, data, args }, () =>
          fitModel({ model, compiled, plan, customStep }, args),
        );
      } finally {
        plan.dispose();
      }
    }

    /**
     * The mean loss and metrics over the data. In a notebook the stop button ends it after the current batch.
     * @throws the signal's reason, where it was stopped: the mean over a part would mislead
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
        const signal = args.signal ?? displayHost()?.interruptSignal;
        return await evaluateModel(model, compiled, whole, { purpose: 'evaluate', ...args, signal });
      } finally {
        whole.dispose();
      }
    }

    /**
     * The model's outputs, [samples, …]: one tensor, or a list for several outputs. The caller disposes them.
     * In a notebook the stop button ends it after the current batch.
     * @param data a tensor or arrays [samples, …], or a data set, whose targets are ignored
     * @throws {ArgumentError} for samples that do not fit the model
     * @throws the signal's reason, where it was stopped
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
        const signal = args.signal ?? displayHost()?.interruptSignal;
        return oneOrList<Output>(await predictModel(model, whole, { ...args, signal }));
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
        means.add(compiled.executor().train(asLayersModel(this), compiled, batch), samplesOf(batch));
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
        means.add(compiled.executor().test(asLayersModel(this), compiled, batch), samplesOf(batch));
        return means.logs();
      });
    }

    /**
     * One training step. A class of your own may override it, or a lesson set it, to spell the step out. It runs operation
     * by operation, since what it does in JavaScript besides would not be repeated by a graph; `fit(…, { compile: true })`
     * makes a graph of it all the same, and throws where that cannot be.
     * @returns what is to be logged
     * @example
     * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
     * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
     * model.trainStep = ({ y, gradients, apply }) => {
     *   const { loss, gradients: slopes } = gradients((output) =>
     *     tf.losses.meanSquaredError(y as Tensor, output as Tensor),
     *   );
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
