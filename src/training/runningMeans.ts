import type { Logs } from './callback.js';
import type { Compiled } from './compiled.js';
import type { StepValues } from './step.js';

/** The mean loss and the metrics over the samples seen so far. */
export class RunningMeans {
  private loss = 0;
  private samples = 0;
  private readonly sums: Float64Array[] = [];

  constructor(private readonly compiled: Compiled) {}

  /** Counts a batch in, its loss weighted by its size. */
  add(values: StepValues, samples: number): void {
    this.loss += values.loss * samples;
    this.samples += samples;
    for (const [index, batch] of values.sums.entries()) {
      this.sums[index] ??= new Float64Array(batch.length);
      const total = this.sums[index];
      for (let place = 0; place < batch.length; place++) total[place]! += batch[place]!;
    }
  }

  /** Name → value, each name with the prefix; sorted by name, as Keras shows them. */
  logs(prefix = ''): Logs {
    const entries = this.compiled.metrics.map((metric, index): [string, number] => [
      prefix + metric.name,
      metric.result(this.sums[index] ?? new Float64Array(0)),
    ]);
    entries.push([`${prefix}loss`, this.loss / this.samples]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
