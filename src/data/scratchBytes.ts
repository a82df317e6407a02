/** Memory for one image at a time, used again for the next: fresh memory costs more than what is done with it. */

/** Larger images get memory of their own, so that one giant does not keep as much forever. */
const limitBytes = 1 << 24;

/** One piece of memory of a thread. */
export class ScratchBytes {
  #memory = new Uint8Array(0);

  /** So many bytes, whatever stands in them; the last ones taken are overwritten. */
  take(length: number): Uint8Array {
    if (length > limitBytes) return new Uint8Array(length);
    if (this.#memory.length < length) this.#memory = new Uint8Array(Math.min(limitBytes, length * 2));
    return this.#memory.subarray(0, length);
  }
}
