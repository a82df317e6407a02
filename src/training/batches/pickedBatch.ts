/** A batch that is still in its tables: a compiled step takes its rows inside the graph, which costs a fraction of what
 *  an operation of its own costs for each of them. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { gatherRows, tf } from '../../engine/index.js';
import type { StepBatch } from './stepBatch.js';

export class PickedBatch implements StepBatch {
  private taken: StepBatch | undefined;

  /**
   * @param tables all rows; they stay the caller's
   * @param numbers which rows, int32 [batch]; the batch's own
   */
  constructor(
    readonly tables: StepBatch,
    readonly numbers: Tensor1D,
  ) {}

  get x(): readonly Tensor[] {
    return this.rows.x;
  }

  get y(): readonly Tensor[] {
    return this.rows.y;
  }

  get sampleWeight(): readonly Tensor[] | undefined {
    return this.rows.sampleWeight;
  }

  dispose(): void {
    tf.dispose([this.numbers, ...(this.taken === undefined ? [] : tensorsOf(this.taken))]);
  }

  /** For whoever asks for the rows themselves, be it within a scope: they are the batch's. */
  private get rows(): StepBatch {
    if (this.taken === undefined) {
      this.taken = takenRows(this.tables, this.numbers);
      for (const tensor of tensorsOf(this.taken)) tf.keep(tensor);
    }
    return this.taken;
  }
}

/** Rows by their numbers, as a batch of its own. */
export function takenRows(tables: StepBatch, numbers: Tensor1D): StepBatch {
  const take = (table: Tensor): Tensor => gatherRows(table, numbers);
  return {
    x: tables.x.map(take),
    y: tables.y.map(take),
    ...(tables.sampleWeight && { sampleWeight: tables.sampleWeight.map(take) }),
  };
}

export function tensorsOf({ x, y, sampleWeight }: StepBatch): Tensor[] {
  return [...x, ...y, ...(sampleWeight ?? [])];
}
