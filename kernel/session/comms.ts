/** Jupyter's comms for the user's code: named conversations with the page around the notebook, such as a widget's.
 *  https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages */
import { randomUUID } from 'node:crypto';
import { ArgumentError } from '../../src/errors.js';
import type { CommMessage } from './channel.js';

export interface CommOptions {
  metadata?: Record<string, unknown>;
  /** Binary data beside the JSON. */
  buffers?: readonly Uint8Array[];
}

export type CommHandler = (data: unknown, buffers: readonly Uint8Array[]) => unknown;
export type CommOpenHandler = (comm: Comm, data: unknown, buffers: readonly Uint8Array[]) => unknown;

type Send = (message: CommMessage) => void;

/** One conversation. */
export class Comm {
  readonly id: string;
  readonly target: string;
  readonly #send: Send;
  readonly #forget: () => void;
  #open = true;
  #heard: CommHandler = () => {};
  #ended: CommHandler = () => {};

  constructor(id: string, target: string, send: Send, forget: () => void) {
    this.id = id;
    this.target = target;
    this.#send = send;
    this.#forget = forget;
  }

  /** @throws {ArgumentError} once it is closed */
  send(data: unknown, options: CommOptions = {}): void {
    if (!this.#open)
      throw new ArgumentError(`comm.send: the comm '${this.target}' is closed; open a new one.`);
    this.#send(messageOf('comm_msg', this.id, data, options));
  }

  /** Called with every message that comes; the latest handler alone. */
  onMessage(handler: CommHandler): void {
    this.#heard = handler;
  }

  /** Called when the other side closes it. */
  onClose(handler: CommHandler): void {
    this.#ended = handler;
  }

  close(data: unknown = {}, options: CommOptions = {}): void {
    if (!this.#open) return;
    this.#open = false;
    this.#forget();
    this.#send(messageOf('comm_close', this.id, data, options));
  }

  /** A message of the other side; resolves when its handler has. */
  async receive({ type, data, buffers }: CommMessage): Promise<void> {
    if (type === 'comm_msg') await this.#heard(data, buffers);
    else {
      this.#open = false;
      this.#forget();
      await this.#ended(data, buffers);
    }
  }
}

/** The global `comms` of a notebook. */
export class Comms {
  readonly #send: Send;
  readonly #targets = new Map<string, CommOpenHandler>();
  readonly #open = new Map<string, Comm>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Calls `opened` for each comm that the page opens under this name. */
  register(target: string, opened: CommOpenHandler): void {
    this.#targets.set(target, opened);
  }

  unregister(target: string): void {
    this.#targets.delete(target);
  }

  /** Opens a comm with what the page has registered under this name. */
  open(target: string, data: unknown = {}, options: CommOptions = {}): Comm {
    const comm = this.#comm(randomUUID(), target);
    this.#send({ ...messageOf('comm_open', comm.id, data, options), target });
    return comm;
  }

  /** A message of the page. A comm for which nobody has registered is closed, as the protocol has it. */
  async receive(message: CommMessage): Promise<void> {
    const { type, id, target = '' } = message;
    if (type !== 'comm_open') return this.#open.get(id)?.receive(message);
    const opened = this.#targets.get(target);
    if (!opened) return this.#send(messageOf('comm_close', id, {}, {}));
    await opened(this.#comm(id, target), message.data, message.buffers);
  }

  #comm(id: string, target: string): Comm {
    const comm = new Comm(id, target, this.#send, () => this.#open.delete(id));
    this.#open.set(id, comm);
    return comm;
  }
}

function messageOf(
  type: CommMessage['type'],
  id: string,
  data: unknown,
  { metadata = {}, buffers = [] }: CommOptions,
): CommMessage {
  return { type, id, data, metadata, buffers: [...buffers] };
}
