/** Tensors that the caller already has, cut into batches. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Batch, BatchOptions, BatchSource } from './batchSource.js';

/** Features and targets with one row a sample. The caller keeps owning both tensors. */
export class TensorSet implements BatchSource {
  readonly length: number;

  /** @throws {ArgumentError} unless both have the same number of rows */
  constructor(
    private readonly x: Tensor,
    private readonly y: Tensor,
  ) {
    this.length = x.shape[0] ?? 0;
    if (this.length !== (y.shape[0] ?? 0)) {
      throw new ArgumentError(
        `The data has ${this.length} samples but ${y.shape[0] ?? 0} targets: shapes [${x.shape}] and [${y.shape}].`,
      );
    }
  }

  *batches({ batchSize, order }: BatchOptions): Generator<Batch> {
    const total = order?.length ?? this.length;
    for (let start = 0; start < total; start += batchSize) {
      const end = Math.min(start + batchSize, total);
      if (order === undefined) {
        yield { x: rows(this.x, start, end), y: rows(this.y, start, end) };
        continue;
      }
      const picked = tf.tensor1d(order.subarray(start, end), 'int32');
      yield { x: tf.gather(this.x, picked), y: tf.gather(this.y, picked) };
      picked.dispose();
    }
  }
}

function rows(tensor: Tensor, start: number, end: number): Tensor {
  return tf.slice(tensor, [start, ...tensor.shape.slice(1).fill(0)], [end - start, ...tensor.shape.slice(1)]);
}
