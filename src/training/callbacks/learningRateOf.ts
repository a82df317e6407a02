import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';

interface OptimizerWithRate {
  learningRate: number;
}

/** The optimizer whose learning rate a callback changes. @throws {ArgumentError} if it has none */
export function optimizerWithRate(model: LayersModel, callback: string): OptimizerWithRate {
  const optimizer = model.optimizer as unknown as Partial<OptimizerWithRate> | undefined;
  if (typeof optimizer?.learningRate === 'number') return optimizer as OptimizerWithRate;
  throw new ArgumentError(`${callback}: the model's optimizer has no learning rate to change.`);
}

/** The rate as Keras keeps and logs it, a 32-bit float: 0.1 is 0.10000000149011612. */
export function float32Rate(optimizer: OptimizerWithRate): number {
  return Math.fround(optimizer.learningRate);
}
