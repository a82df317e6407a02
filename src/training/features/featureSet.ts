/** What a backbone computed for every sample of a data set, kept as numbers. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Batch, BatchOptions, BatchSource } from '../../data/batchSource.js';
import { tf } from '../../engine/index.js';

/** One row of numbers a sample. */
export interface SampleRows {
  /** All rows, one after the other. */
  data: Float32Array;
  /** Of one sample. */
  shape: readonly number[];
  dtype: 'float32' | 'int32';
}

/**
 * Features and targets of a data set, as `fit` and `evaluate` take them. They are kept outside the engine: nothing to
 * dispose. `cacheFeatures` makes one.
 * @example
 * const backbone = models.sequential([layers.flatten({ inputShape: [32, 32, 3] })]);
 * const features = await cacheFeatures(backbone, test);
 * features.featureShape; // [3072]
 */
export class FeatureSet implements BatchSource {
  constructor(
    private readonly features: SampleRows,
    private readonly targets: SampleRows,
    /** How many samples there are. */
    readonly length: number,
    /** Whether the features came from a file rather than from the backbone. */
    readonly isFromFile: boolean,
  ) {}

  /** Of one sample: what the head's first layer takes as `inputShape`. */
  get featureShape(): number[] {
    return [...this.features.shape];
  }

  /** Both as one array each, for a file. */
  rows(): [features: SampleRows, targets: SampleRows] {
    return [this.features, this.targets];
  }

  /** The features of all samples, [samples, …]. The caller disposes them. */
  toTensor(): Tensor {
    return tf.tensor(this.features.data, [this.length, ...this.features.shape]);
  }

  /** Batches of features and targets. The caller disposes their tensors. */
  *batches({ batchSize, order }: BatchOptions): Generator<Batch> {
    const samples = order?.length ?? this.length;
    for (let start = 0; start < samples; start += batchSize) {
      const count = Math.min(batchSize, samples - start);
      const places = Int32Array.from(
        { length: count },
        (_, index) => order?.[start + index] ?? start + index,
      );
      yield { x: rowsAt(this.features, places), y: rowsAt(this.targets, places) };
    }
  }
}

function rowsAt({ data, shape, dtype }: SampleRows, places: Int32Array): Tensor {
  const width = shape.reduce((product, size) => product * size, 1);
  const rows = new Float32Array(places.length * width);
  for (const [row, place] of places.entries())
    rows.set(data.subarray(place * width, (place + 1) * width), row * width);
  return tf.tensor(dtype === 'int32' ? Int32Array.from(rows) : rows, [places.length, ...shape], dtype);
}
