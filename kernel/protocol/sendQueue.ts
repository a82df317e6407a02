/** ZeroMQ sockets allow one send at a time; this queues them, in order. */
import type { MessageLike, Writable } from 'zeromq';

export class SendQueue {
  readonly #socket: Writable;
  #waiting: MessageLike[][] = [];
  #draining: Promise<void> | undefined;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  /** Never waits for the peer: a client that is gone loses its messages, as Jupyter expects. */
  send(frames: MessageLike[]): void {
    this.#waiting.push(frames);
    this.#draining ??= this.#drain();
  }

  /** Resolves when everything sent so far is in ZeroMQ's hands. */
  async flushed(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        try {
          await this.#socket.send(frames);
        } catch (error) {
          if (isGone(error)) continue;
          throw error;
        }
      }
    }
    this.#draining = undefined;
  }
}

/** The peer has left (EAGAIN with no send timeout, EHOSTUNREACH) or the socket is being closed. */
function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EAGAIN' || code === 'EHOSTUNREACH' || code === 'EBADF';
}
