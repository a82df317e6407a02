import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import type { StepBatch } from './batches/stepBatch.js';

/** A model whose first layer was given no shape takes the first batch's. */
export function buildFor(model: LayersModel, batch: StepBatch): void {
  const { isDeferred } = model as LayersModel & { isDeferred?: boolean };
  if (isDeferred !== true) return;
  if (batch.x.length !== 1) {
    throw new ArgumentError(
      `A sequential model has one input; the data has ${batch.x.length}. Use models.functional for several.`,
    );
  }
  model.build([null, ...batch.x[0]!.shape.slice(1)]);
}
