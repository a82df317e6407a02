/** What is checked once, before the first step. */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { StepBatch } from '../batches/stepBatch.js';
import { buildFor } from '../buildFor.js';
import type { Compiled } from '../compile/compiled.js';
import { forward } from '../graph/forward.js';
import { warnOfActivations } from './activations.js';
import { requireFittingInputs } from './inputs.js';
import { requireLabelsWithinClasses } from './labels.js';
import { requireFittingTargets } from './targets.js';
import { requireFiniteInputs, warnOfBytes } from './values.js';

/** @throws {ArgumentError} for data that does not fit the model and its losses */
export function checkFirstBatch(
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
  purpose: string,
): void {
  buildFor(model, batch);
  requireFittingInputs(model, batch, purpose);
  requireFittingTargets(compiled, outputShapes(model, compiled, batch), batch, purpose);
  checkValues(model, compiled, batch, purpose);
  warnOfBytes(model, batch.x, purpose);
  warnOfActivations(model, compiled, purpose);
}

/** A subclassed model shows its outputs only when it runs; with them its layers learn their shapes. */
function outputShapes(
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
): readonly (readonly (number | null)[])[] {
  if (model.outputs.length > 0) return model.outputs.map((output) => output.shape);
  const shapes = tf.tidy(() => forward(model, [...batch.x], false).map(({ output }) => output.shape));
  compiled.setOutputCount(shapes.length);
  return shapes;
}

/** What is checked for every batch of the first epoch. */
export function checkValues(model: LayersModel, compiled: Compiled, batch: StepBatch, purpose: string): void {
  requireFiniteInputs(batch.x, purpose);
  const classes = model.outputs.map((output) => output.shape.at(-1) ?? undefined);
  requireLabelsWithinClasses(compiled, batch.y, classes, purpose);
}
