/** A weight for every class → a weight for every sample. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Compiled } from '../compile/compiled.js';
import { PickedBatch } from './pickedBatch.js';
import type { StepBatch } from './stepBatch.js';

/** Class → how much its samples count; 1 for those left out. */
export type ClassWeight = Readonly<Record<number, number>> | readonly number[];

/** @throws {ArgumentError} for weights that are none, and for classes that the model does not have */
export function classWeightTable(
  classWeight: ClassWeight,
  model: LayersModel,
  compiled: Compiled,
): Float32Array {
  const last = model.outputs[0]?.shape.at(-1);
  if (typeof last !== 'number' || compiled.outputs.length > 1) {
    throw new ArgumentError(
      'fit: classWeight goes with a model of one output whose last axis is the classes. For others give sampleWeight.',
    );
  }
  // A lone number tells two classes apart.
  const classes = last === 1 ? 2 : last;
  const table = new Float32Array(classes).fill(1);
  for (const [key, weight] of Object.entries(classWeight)) {
    const place = Number(key);
    if (!(Number.isInteger(place) && place >= 0 && place < classes)) {
      throw new ArgumentError(
        `fit: classWeight names class ${key}, but the model's classes go from 0 to ${classes - 1}.`,
      );
    }
    if (!(typeof weight === 'number' && weight >= 0 && Number.isFinite(weight))) {
      throw new ArgumentError(
        `fit: classWeight must give numbers of at least 0; received ${String(weight)} for class ${key}.`,
      );
    }
    table[place] = weight;
  }
  return table;
}

/** The batch with every sample weighted by its class, on top of its own weight. It takes the batch's tensors over. */
export function withClassWeights(batch: StepBatch, table: Float32Array): StepBatch {
  const weights = tf.tidy(() => {
    const y = batch.y[0]!;
    const isOneHot = y.rank > 1 && y.shape.at(-1) === table.length && table.length > 1;
    const classes: Tensor = isOneHot ? tf.argMax(y, -1) : tf.cast(tf.reshape(y, [y.size]), 'int32');
    const byClass = tf.gather(tf.tensor1d(table), tf.reshape(classes, [classes.size]));
    const perSample = classes.size === y.shape[0] ? byClass : tf.reshape(byClass, classes.shape);
    const own = batch.sampleWeight?.[0];
    return own === undefined ? perSample : tf.mul(perSample, own);
  });
  const { x, y, sampleWeight } = batch;
  tf.dispose([...(sampleWeight ?? []), ...(batch instanceof PickedBatch ? [batch.numbers] : [])]);
  return { x, y, sampleWeight: [weights] };
}
