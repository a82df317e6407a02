/** A kernel process in a benchmark. A peer that fails, or never ends a cell, is told of, ended and has no values from
 *  there on, so that the others are still measured; a failure of ours ends the benchmark. */
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient } from '../../dist/kernel/protocol/client.js';

const cellLimitMs = 30_000;
/** How long after a cell its idle status is waited for, before the kernel is asked whether it lives. */
const lostIdleMs = 4000;

export class Contestant {
  /** Cells whose end was never told. tslab does not wait for its sends, and ZeroMQ refuses a second send while one is
   *  under way, which each 513th is: what tslab says in that moment is lost, an idle status among it. */
  lost = 0;
  failed = false;

  constructor(subject, folder) {
    this.subject = subject;
    this.folder = folder;
  }

  get ours() {
    return this.subject.name === 'cuaderno';
  }

  /** @returns how long it took in ms; undefined if it failed */
  start() {
    return this.#attempt(`start`, async () => {
      const begunMs = performance.now();
      const { argv } = this.subject;
      this.client = await KernelClient.start({ argv, cwd: this.folder, startTimeoutMs: cellLimitMs });
      return performance.now() - begunMs;
    });
  }

  /** @returns how long the cell took in ms; undefined if it did not end as it should */
  run(code, onMessage) {
    return this.#attempt(code, async () => {
      const begunMs = performance.now();
      const running = this.client.execute(code, { onMessage });
      running.catch(() => {});
      for (let waited = 0; waited < cellLimitMs; waited += lostIdleMs) {
        const end = await Promise.race([running, delay(lostIdleMs, undefined, { ref: false })]);
        if (end && end.status !== 'ok') throw new Error(end.error?.message ?? end.status);
        if (end) return performance.now() - begunMs;
        if (!this.ours && (await this.#turnsIdle())) {
          this.lost++;
          return undefined;
        }
      }
      throw new Error(`it did not end within ${cellLimitMs / 1000} s`);
    });
  }

  /** @returns how long the request took in ms; undefined if it failed. `check` throws if the answer is none. */
  ask(type, content, check) {
    return this.#attempt(type, async () => {
      const begunMs = performance.now();
      const reply = await this.client.request('shell', type, content);
      const tookMs = performance.now() - begunMs;
      check(reply.content);
      return tookMs;
    });
  }

  async end() {
    if (!this.failed) await this.client?.shutdown();
  }

  /** Whether the kernel takes another cell: then it has forgotten to say that the last one is over. */
  async #turnsIdle() {
    const next = this.client.execute('1', { silent: true }).then(
      () => true,
      () => false,
    );
    return Promise.race([next, delay(lostIdleMs, false, { ref: false })]);
  }

  async #attempt(what, action) {
    if (this.failed) return undefined;
    try {
      return await action();
    } catch (error) {
      const { name } = this.subject;
      if (this.ours) throw new Error(`${name} failed at ${what}: ${error.message}`, { cause: error });
      this.failed = true;
      process.stderr.write(
        `cuaderno: ${name} is left out from here on, it failed at ${what}: ${error.message}\n`,
      );
      await this.client?.kill();
      return undefined;
    }
  }
}
