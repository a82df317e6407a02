import type { Logs } from './callback.js';
import type { Compiled } from './compile/compiled.js';
import type { Metric } from './metrics/index.js';
import type { StepResult } from './step/executor.js';

/** The mean losses and the metrics over the samples seen so far. */
export class RunningMeans {
  private samples = 0;
  /** The total loss and each output's, each batch weighted by its size. */
  private losses = new Float64Array(0);
  private sums: Float64Array[] = [];

  constructor(private readonly compiled: Compiled) {}

  /** Counts a batch in and disposes the step's numbers. */
  add({ numbers, lengths }: StepResult, samples: number): void {
    const values = numbers.dataSync();
    numbers.dispose();
    const lossCount = 1 + this.outputLosses().length;
    if (this.losses.length === 0) this.losses = new Float64Array(lossCount);
    for (let index = 0; index < lossCount; index++) this.losses[index]! += values[index]! * samples;
    this.samples += samples;
    let start = lossCount;
    for (const [index, length] of lengths.slice(lossCount).entries()) {
      this.sums[index] ??= new Float64Array(length);
      const total = this.sums[index];
      for (let place = 0; place < length; place++) total[place]! += values[start + place]!;
      start += length;
    }
  }

  /** Name → value, each name with the prefix; sorted by name, as Keras shows them. */
  logs(prefix = ''): Logs {
    const logs = new Map<string, number>();
    for (const [index, name] of this.outputLosses().entries()) {
      logs.set(`${name}_loss`, this.losses[index + 1]! / this.samples);
    }
    const entries = metricEntries(this.compiled);
    for (const [index, { name, metric }] of entries.entries()) {
      const sums = this.sums[index];
      logs.set(name, sums === undefined ? Number.NaN : metric.result(sums));
    }
    for (const name of this.compiled.args.averageOverOutputs ?? []) logs.set(name, this.average(name, logs));
    logs.set('loss', this.losses[0]! / this.samples);
    const sorted = [...logs].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, value]) => [prefix + name, value]));
  }

  private average(name: string, logs: ReadonlyMap<string, number>): number {
    const values = this.compiled.outputs.map((output) => logs.get(`${output.name}_${name}`));
    const known = values.filter((value) => value !== undefined);
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }

  /** The outputs whose losses are logged apart: none where there is only one. */
  private outputLosses(): string[] {
    const names = this.compiled.outputs.filter(({ loss }) => loss !== undefined).map(({ name }) => name);
    return names.length > 1 ? names : [];
  }
}

/** Every metric with its name in logs, in the order of a step's numbers. Names that come twice are told apart as Keras does. */
export function metricEntries(compiled: Compiled): { name: string; metric: Metric }[] {
  const entries: { name: string; metric: Metric }[] = [];
  const counts = new Map<string, number>();
  const isSingle = compiled.outputs.length === 1;
  const add = (output: string, metric: Metric, isWeighted: boolean): void => {
    let name = isSingle ? metric.name : `${output}_${metric.name}`;
    if (counts.has(name) && isWeighted) {
      name = isSingle ? `weighted_${metric.name}` : `${output}_weighted_${metric.name}`;
    }
    const seen = counts.get(name) ?? 0;
    counts.set(name, seen + 1);
    entries.push({ name: seen === 0 ? name : `${name}_${seen}`, metric });
  };
  for (const output of compiled.outputs) {
    for (const metric of output.metrics) add(output.name, metric, false);
  }
  for (const output of compiled.outputs) {
    for (const metric of output.weightedMetrics) add(output.name, metric, true);
  }
  return entries;
}
