/** What a flow's images are to be recognized as. */
import { type Tensor, tf } from '../../engine/index.js';
import type { FlowSource } from '../generator/imageFlow.js';

/** Class numbers as floats, as Keras's generators give them: [batch] for sparse and binary, one-hot for categorical. */
export function classTargets(
  classMode: string | null,
  classes: Int32Array,
  count: number,
): FlowSource['targets'] {
  if (classMode === null) return undefined;
  if (classMode === 'input') return 'input';
  if (classMode === 'categorical') return (places) => hotRows(places, count, (place) => [classes[place]!]);
  return (places) => tf.tensor1d(Float32Array.from(places, (place) => classes[place]!));
}

/** A row of zeros with ones at the classes of each place, [batch, count]. */
export function hotRows(
  places: Int32Array,
  count: number,
  classesOf: (place: number) => readonly number[],
): Tensor {
  const rows = new Float32Array(places.length * count);
  for (const [row, place] of places.entries()) {
    for (const index of classesOf(place)) rows[row * count + index] = 1;
  }
  return tf.tensor2d(rows, [places.length, count]);
}
