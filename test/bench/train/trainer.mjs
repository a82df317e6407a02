/** A process that trains, and tells how long it took. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Trainer {
  /** @param subject `{ name, command: [program, ...args], request, environment }` */
  constructor(subject) {
    this.subject = subject;
  }

  /** @returns how long it took to be ready, in seconds */
  async start() {
    const [program, ...args] = this.subject.command;
    this.process = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...this.subject.environment },
    });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    return (await this.#read()).ready;
  }

  /** @returns `{ seconds, peakMiB }` */
  async ask(request) {
    this.process.stdin.write(`${JSON.stringify({ ...request, ...this.subject.request })}\n`);
    return this.#read();
  }

  async end() {
    this.process.stdin.end();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    await new Promise((resolve) => this.process.once('exit', resolve));
  }

  async #read() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.subject.name} ended (${this.process.exitCode ?? 'at once'}).`);
    return JSON.parse(value);
  }
}
