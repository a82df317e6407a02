/** The worker's end of the comms (session/comms.ts): hands messages on in both directions and knows which are open. */
import type { CommMessage, SessionCommand } from '../session/channel.js';
import type { Content, Header, Message } from './wire.js';

type CommCommand = Extract<SessionCommand, { type: 'comm' }>;

type Publish = (
  type: string,
  content: Content,
  parent: Header | undefined,
  metadata: Content,
  buffers: readonly Uint8Array[],
) => void;

export class CommLink {
  readonly #post: (command: CommCommand) => void;
  readonly #publish: Publish;
  /** Comm id → target name. */
  readonly #open = new Map<string, string>();
  readonly #handled = new Map<string, () => void>();

  constructor(post: (command: CommCommand) => void, publish: Publish) {
    this.#post = post;
    this.#publish = publish;
  }

  static isComm(messageType: string): messageType is CommMessage['type'] {
    return messageType === 'comm_open' || messageType === 'comm_msg' || messageType === 'comm_close';
  }

  /** A message of the page; resolves when the user's handler has. */
  receive({ header, content, metadata, buffers }: Message): Promise<void> {
    const type = header.msg_type as CommMessage['type'];
    const id = String(content.comm_id);
    const target = String(content.target_name ?? '');
    if (type === 'comm_open') this.#open.set(id, target);
    if (type === 'comm_close') this.#open.delete(id);
    return new Promise((resolve) => {
      this.#handled.set(header.msg_id, resolve);
      const message = { type, id, target, data: content.data ?? {}, metadata, buffers };
      this.#post({ type: 'comm', cell: header.msg_id, message });
    });
  }

  onHandled(request: string): void {
    this.#handled.get(request)?.();
    this.#handled.delete(request);
  }

  /** A message of the user's code. */
  send({ type, id, target, data, metadata, buffers }: CommMessage, parent: Header | undefined): void {
    if (type === 'comm_open') this.#open.set(id, target ?? '');
    if (type === 'comm_close') this.#open.delete(id);
    const content = { comm_id: id, data, ...(type === 'comm_open' ? { target_name: target } : {}) };
    this.#publish(type, content, parent, metadata, buffers);
  }

  /** The content of a `comm_info_reply`; of one target if it is given. */
  info(target: unknown): Content {
    const open = [...this.#open].filter(
      ([, name]) => typeof target !== 'string' || target === '' || target === name,
    );
    return {
      status: 'ok',
      comms: Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }])),
    };
  }
}
