/** `%time` and `%%time`: wall and processor time, which differ by what is waited for and by how many cores compute. */
interface Start {
  wallMs: number;
  cpu: NodeJS.CpuUsage;
}

export class Stopwatch {
  readonly #starts: Start[] = [];

  start(): void {
    this.#starts.push({ wallMs: performance.now(), cpu: process.cpuUsage() });
  }

  /** Ends the latest start and says how long it was. */
  stop(): string {
    const begun = this.#starts.pop();
    if (!begun) return '';
    const { user, system } = process.cpuUsage(begun.cpu);
    return `Wall time: ${duration(performance.now() - begun.wallMs)} · processor time: ${duration((user + system) / 1000)}\n`;
  }

  /** Forgets what a cell that failed has left running. */
  clear(): void {
    this.#starts.length = 0;
  }
}

function duration(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 1000) return `${ms.toPrecision(3)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toPrecision(3)} s`;
  return `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`;
}
