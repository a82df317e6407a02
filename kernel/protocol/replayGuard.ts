/** A signed message counts once: whoever has overheard it cannot run its cell again. */
import { WireError } from './wire.js';

const remembered = 65_536;

export class ReplayGuard {
  readonly #seen = new Set<string>();

  /**
   * @param frames of a message whose signature is right; unsigned ones are let through
   * @throws {WireError} if the very same message came before
   */
  check(frames: readonly Buffer[]): void {
    const delimiter = frames.findIndex((frame) => frame.equals(separator));
    const signature = frames[delimiter + 1]?.toString('latin1') ?? '';
    if (signature === '') return;
    if (this.#seen.has(signature)) throw new WireError('a message that came before');
    this.#seen.add(signature);
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value!);
  }
}

const separator = Buffer.from('<IDS|MSG>');
