/** A model's outputs for a batch: compiled where that pays, whether or not the model was compiled for training. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { tell } from '../../display/warn.js';
import { CompiledFunction } from '../../engine/compile/index.js';
import { tf } from '../../engine/index.js';
import { forward } from '../graph/forward.js';
import { usualCompilation } from './compilation.js';
import { modelPrecision } from './modelPrecision.js';

/** One for each model as it stands: a layer that is added gives it other output symbols. */
const compiledOutputs = new WeakMap<object, CompiledFunction>();

/** The outputs for one batch, as layers give them outside training. The caller disposes them. */
export function outputsOf(model: LayersModel, x: readonly Tensor[]): Tensor[] {
  const when = usualCompilation();
  if (when === 'never') return eagerOutputs(model, x);
  const key = model.outputs[0] ?? model;
  const known = compiledOutputs.get(key);
  const compiled =
    known ??
    new CompiledFunction((inputs) => eagerOutputs(model, inputs), {
      when,
      precision: modelPrecision(model, (choice) =>
        tell(model, `prediction of model "${model.name}": ${choice}.`),
      ),
    });
  if (known === undefined) compiledOutputs.set(key, compiled);
  return compiled.call(x);
}

/** Called before a series of predictions: layers may have been changed since the last. */
export function beginOutputs(model: LayersModel): void {
  compiledOutputs.get(model.outputs[0] ?? model)?.doubt();
}

function eagerOutputs(model: LayersModel, x: readonly Tensor[]): Tensor[] {
  return tf.tidy(() => forward(model, [...x], false).map(({ output }) => output));
}
