import type { Logs } from './callback.js';
import type { Compiled } from './compiled.js';
import type { StepValues } from './step.js';

/** The means of the loss and of every metric over the samples seen so far. */
export class RunningMeans {
  private readonly names: string[];
  private readonly sums: number[];
  private samples = 0;

  constructor(compiled: Compiled) {
    this.names = ['loss', ...compiled.metrics.map((metric) => metric.name)];
    this.sums = this.names.map(() => 0);
  }

  /** Counts a batch's means in, weighted by its size. */
  add(values: StepValues, samples: number): void {
    for (let index = 0; index < this.sums.length; index++) this.sums[index]! += values[index]! * samples;
    this.samples += samples;
  }

  /** Name → mean, each name with the prefix; sorted by name, as Keras shows them. */
  logs(prefix = ''): Logs {
    const entries = this.names.map((name, index): [string, number] => [
      prefix + name,
      this.sums[index]! / this.samples,
    ]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
