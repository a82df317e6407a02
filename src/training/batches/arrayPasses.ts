/** Arrays that the caller has, cut into batches. */
import type { Tensor } from '@tensorflow/tfjs';
import { randomGenerator, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Passes } from './passes.js';
import { PickedBatch, takenRows, tensorsOf } from './pickedBatch.js';
import { listOfRows, tensorOfRows } from './rows.js';
import type { StepBatch } from './stepBatch.js';
import type { Rows, RowsOf } from './trainingData.js';

const stepsWorthPicking = 32;

/** Tensors with one row a sample; those made of the user's arrays are disposed with it. */
export class ArrayRows {
  readonly x: readonly Tensor[];
  readonly y: readonly Tensor[];
  readonly sampleWeight: readonly Tensor[] | undefined;
  readonly samples: number;
  private readonly made: Tensor[] = [];

  /** @throws {ArgumentError} unless all have the same number of rows */
  constructor(
    x: RowsOf,
    y: RowsOf | undefined,
    sampleWeight: RowsOf | undefined,
    names: {
      inputs?: readonly string[];
      outputs?: readonly string[];
      weights?: readonly string[];
    },
  ) {
    try {
      this.x = this.tensors(x, names.inputs, 'x');
      this.y = y === undefined ? [] : this.tensors(y, names.outputs, 'y');
      this.sampleWeight =
        sampleWeight === undefined ? undefined : this.tensors(sampleWeight, names.weights, 'sampleWeight');
      this.samples = this.x[0]?.shape[0] ?? 0;
      this.requireSameLength();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Rows from `start` up to `end`, in batches. */
  passes(batchSize: number, start = 0, end = this.samples): Passes {
    const samples = end - start;
    const steps = Math.ceil(samples / batchSize);
    const { x, y, sampleWeight } = this;
    const tables: StepBatch = { x, y, ...(sampleWeight && { sampleWeight }) };
    // A graph is made for tables of one length: few steps would not pay for it where the next data has another.
    const isPicked = steps >= stepsWorthPicking && tensorsOf(tables).every(isNumeric);
    async function* pass(seed: number | undefined): AsyncGenerator<StepBatch> {
      const order = seed === undefined ? undefined : randomGenerator(seed).permutation(samples);
      for (let from = 0; from < samples; from += batchSize) {
        const to = Math.min(from + batchSize, samples);
        if (order === undefined) {
          const part = (tensor: Tensor): Tensor => slice(tensor, start + from, start + to);
          yield {
            x: x.map(part),
            y: y.map(part),
            ...(sampleWeight && { sampleWeight: sampleWeight.map(part) }),
          };
          continue;
        }
        const places = order.subarray(from, to).map((place) => start + place);
        const numbers = tf.tensor1d(places, 'int32');
        if (isPicked) {
          yield new PickedBatch(tables, numbers);
          continue;
        }
        const batch = takenRows(tables, numbers);
        numbers.dispose();
        yield batch;
      }
    }
    return { steps, samples, batchSize, restarts: true, pass, dispose: () => {} };
  }

  dispose(): void {
    tf.dispose(this.made);
    this.made.length = 0;
  }

  private tensors(rows: RowsOf, names: readonly string[] | undefined, what: string): Tensor[] {
    return listOfRows(rows, names, what).map((one: Rows) => {
      const tensor = tensorOfRows(one, what);
      if (!(one instanceof tf.Tensor)) this.made.push(tensor);
      return tensor;
    });
  }

  private requireSameLength(): void {
    const others = [
      ...this.x.map((tensor) => ['features', tensor] as const),
      ...this.y.map((tensor) => ['targets', tensor] as const),
      ...(this.sampleWeight ?? []).map((tensor) => ['sample weights', tensor] as const),
    ];
    for (const [what, tensor] of others) {
      const rows = tensor.shape[0] ?? 0;
      if (rows === this.samples) continue;
      throw new ArgumentError(
        `The data has ${this.samples} samples but ${rows} ${what}: shapes [${this.x[0]!.shape}] and [${tensor.shape}].`,
      );
    }
  }
}

/** What TensorFlow gathers by itself; tfjs keeps other types in a form of its own. */
function isNumeric({ dtype }: Tensor): boolean {
  return dtype === 'float32' || dtype === 'int32';
}

function slice(tensor: Tensor, start: number, end: number): Tensor {
  return tf.slice(tensor, [start, ...tensor.shape.slice(1).fill(0)], [end - start, ...tensor.shape.slice(1)]);
}
