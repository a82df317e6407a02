/** How many parameters a model has, and the memory they take, as Keras writes it. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { compiledIfAny } from '../compile/compiled.js';
import { sizeOf } from './summaryLayers.js';

export function parameterLines(model: LayersModel): string[] {
  const trainable = sizeOf(model.trainableWeights);
  const frozen = sizeOf(model.nonTrainableWeights);
  const optimizer = optimizerNumbers(model);
  const bytes = optimizer === undefined ? 0 : 4 * optimizer + stepCounterBytes;
  const lines = [
    ` Total params: ${counted(trainable + frozen + (optimizer ?? 0), 4 * (trainable + frozen) + bytes)}`,
    ` Trainable params: ${counted(trainable, 4 * trainable)}`,
    ` Non-trainable params: ${counted(frozen, 4 * frozen)}`,
  ];
  if (optimizer !== undefined) lines.push(` Optimizer params: ${counted(optimizer, bytes)}`);
  return lines;
}

/** The step counter is the one variable of eight bytes. */
const stepCounterBytes = 4;

/** What the optimizer remembers, once it has made a step. */
function optimizerNumbers(model: LayersModel): number | undefined {
  const { optimizer } = (compiledIfAny(model) ?? {}) as {
    optimizer?: { iterations?: number; variables?(): { tensor: Tensor }[] };
  };
  if (optimizer?.variables === undefined || !(optimizer.iterations! > 0)) return undefined;
  const tensors = optimizer.variables().map(({ tensor }) => tensor);
  const numbers = tensors.reduce((sum, { size }) => sum + size, 0);
  tf.dispose(tensors);
  return numbers;
}

/** `122,570 (478.79 KB)`. */
function counted(parameters: number, bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${parameters.toLocaleString('en-US')} (${size.toFixed(2)} ${units[unit]})`;
}
