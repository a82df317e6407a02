/** All that a training needs to go on as if it had never stopped. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { type RandomGenerator, randomState, restoreRandomState, tf } from '../../../engine/index.js';
import { ArgumentError } from '../../../errors.js';
import type { FitState } from '../../fitState.js';
import { flatLayers } from '../../graph/layerTree.js';
import { trainabilityOf } from '../../graph/trainability.js';
import { Optimizer } from '../../optimizers/index.js';
import type { Backup, SavedArray } from './backupFile.js';
import { captureStates, type SavedState, statesFor } from './callbackStates.js';

export interface BackupHeader {
  nextEpoch: number;
  shuffleSeed: number;
  epoch: number[];
  history: Record<string, (number | string)[]>;
  /** The global stream of random numbers, and that of every layer that has one, in the layers' order. */
  randomState: number;
  layerStates: number[];
  learningRate: number | undefined;
  /** The names of the weights; their arrays come first, the optimizer's follow, then those of the callbacks. */
  weights: string[];
  optimizerArrays: number;
  callbacks: SavedState[];
  /** Whether a callback had ended the training. */
  stopTraining: boolean;
}

export function captureTraining(model: LayersModel, state: FitState): Backup<BackupHeader> {
  const optimizer = optimizerOf(model);
  const weights = model.weights.map((weight) => saved(weight.read()));
  const slots = optimizer.variables();
  const own = captureStates(state.callbacks);
  const arrays = [...weights, ...slots.map(({ tensor }) => saved(tensor)), ...own.arrays];
  tf.dispose(slots.map(({ tensor }) => tensor));
  const { history } = state;
  return {
    header: {
      nextEpoch: state.nextEpoch,
      shuffleSeed: state.shuffleSeed,
      epoch: history.epoch,
      history: Object.fromEntries(
        Object.entries(history.history).map(([name, values]) => [name, values.map(jsonNumber)]),
      ),
      randomState: randomState(),
      layerStates: randomGenerators(model).map((generator) => generator.state),
      learningRate: optimizer.schedule === undefined ? optimizer.learningRate : undefined,
      weights: model.weights.map((weight) => weight.originalName),
      optimizerArrays: slots.length,
      callbacks: own.states,
      stopTraining: model.stopTraining,
    },
    arrays,
  };
}

/** Puts the fit where the backup was: epoch, order, history, what callbacks remember. */
export function restoreFit({ header, arrays }: Backup<BackupHeader>, state: FitState): void {
  const ours = header.weights.length + header.optimizerArrays;
  state.callbackStates = statesFor(state.callbacks, header.callbacks, arrays.slice(ours));
  state.nextEpoch = header.nextEpoch;
  state.shuffleSeed = header.shuffleSeed;
  state.history.epoch.splice(0, Number.POSITIVE_INFINITY, ...header.epoch);
  for (const [name, values] of Object.entries(header.history)) {
    state.history.history[name] = values.map(Number);
  }
}

/**
 * Puts model and optimizer where the backup was.
 * @throws {ArgumentError} if the backup is of another model
 */
export function restoreModel(model: LayersModel, backup: Backup<BackupHeader>, file: string): void {
  const { header, arrays } = backup;
  const count = header.weights.length;
  const end = count + header.optimizerArrays;
  requireSameModel(model, arrays.slice(0, count), file);
  tf.tidy(() => {
    const tensors = arrays
      .slice(0, end)
      .map(({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype as Tensor['dtype']));
    model.setWeights(tensors.slice(0, count));
    const optimizer = optimizerOf(model);
    optimizer.build(trainabilityOf(model).variables);
    optimizer.setVariables(tensors.slice(count));
    if (header.learningRate !== undefined) optimizer.learningRate = header.learningRate;
  });
  for (const [index, generator] of randomGenerators(model).entries()) {
    generator.state = header.layerStates[index] ?? generator.state;
  }
  restoreRandomState(header.randomState);
}

/** @throws {ArgumentError} for an optimizer of tfjs, whose state has no order of its own */
function optimizerOf(model: LayersModel): Optimizer {
  const optimizer: unknown = model.optimizer;
  if (optimizer instanceof Optimizer) return optimizer;
  throw new ArgumentError(
    'backupAndRestore: it saves the state of the optimizers in `optimizers`, such as optimizers.adam(). Compile the model with one of them.',
  );
}

function requireSameModel(model: LayersModel, weights: readonly SavedArray[], file: string): void {
  const shapes = (list: readonly { shape: readonly (number | null)[] }[]): string =>
    list.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
  if (shapes(model.weights) === shapes(weights)) return;
  throw new ArgumentError(
    `backupAndRestore: ${file} holds the training of another model: its ${weights.length} weights have other shapes than the ${model.weights.length} of “${model.name}”. Delete it, or give another folder.`,
  );
}

/** The generators of layers that draw random numbers, such as dropout: whatever property holds one. */
function randomGenerators(model: LayersModel): RandomGenerator[] {
  return flatLayers(model).flatMap((layer) => Object.values(layer).filter(isGenerator));
}

function isGenerator(value: unknown): value is RandomGenerator {
  if (typeof value !== 'object' || value === null) return false;
  return 'nextInteger' in value && 'permutation' in value && 'state' in value;
}

function saved(tensor: Tensor): SavedArray {
  return { shape: tensor.shape, dtype: tensor.dtype, data: Float32Array.from(tensor.dataSync()) };
}

/** JSON has no NaN. */
function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
