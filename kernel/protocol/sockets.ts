/** The five sockets of a kernel, bound; messages in, messages out. */
import { setTimeout as delay } from 'node:timers/promises';
import { Reply, Router, type Socket, XPublisher } from 'zeromq';
import { addressOf, type Connection } from './connectionFile.js';
import { ReplayGuard } from './replayGuard.js';
import { SendQueue } from './sendQueue.js';
import {
  type Content,
  decodeMessage,
  encodeMessage,
  type Header,
  type Message,
  newHeader,
  WireError,
} from './wire.js';

export type RequestChannel = 'shell' | 'control' | 'stdin';

const portPatienceMs = 4000;
const portPollMs = 50;

/** Without these a client that is gone would make every send wait. */
const neverWait = { sendTimeout: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 500 };

export class KernelSockets {
  readonly session: string;
  readonly #connection: Connection;
  readonly #log: (text: string) => void;
  readonly #routers: Record<RequestChannel, Router>;
  readonly #iopub = new XPublisher({ ...neverWait, verbosity: 'allSubs' });
  readonly #replays = new ReplayGuard();
  readonly #heartbeat = new Reply({ linger: 0 });
  readonly #queues: Record<RequestChannel | 'iopub', SendQueue>;

  /** @param log told of every message that is dropped */
  constructor(connection: Connection, session: string, log: (text: string) => void) {
    this.#log = log;
    this.#connection = connection;
    this.session = session;
    this.#routers = {
      shell: new Router({ ...neverWait, handover: true }),
      control: new Router({ ...neverWait, handover: true }),
      stdin: new Router({ ...neverWait, handover: true }),
    };
    this.#queues = {
      shell: new SendQueue(this.#routers.shell),
      control: new SendQueue(this.#routers.control),
      stdin: new SendQueue(this.#routers.stdin),
      iopub: new SendQueue(this.#iopub),
    };
  }

  /** As the connection file has them. */
  get ports(): Record<string, number> {
    const { shell_port, control_port, iopub_port, stdin_port, hb_port } = this.#connection;
    return { shell_port, control_port, iopub_port, stdin_port, hb_port };
  }

  /** Binds all sockets and calls `handle` for each message that is signed as it should be. */
  async open(handle: (channel: RequestChannel, message: Message) => void): Promise<void> {
    const { shell, control, stdin } = this.#routers;
    const bind = (socket: Socket & { bind(address: string): Promise<void> }, port: number) =>
      bindPatiently(() => socket.bind(addressOf(this.#connection, port)));
    await Promise.all([
      bind(shell, this.#connection.shell_port),
      bind(control, this.#connection.control_port),
      bind(stdin, this.#connection.stdin_port),
      bind(this.#iopub, this.#connection.iopub_port),
      bind(this.#heartbeat, this.#connection.hb_port),
    ]);
    void this.#echo();
    void this.#welcome();
    for (const channel of ['shell', 'control', 'stdin'] as const) void this.#receive(channel, handle);
  }

  /** Broadcasts on iopub. */
  publish(
    type: string,
    content: Content,
    parent: Header | undefined,
    metadata: Content = {},
    buffers: readonly Uint8Array[] = [],
  ): void {
    const header = newHeader(type, this.session);
    const topic = Buffer.from(`kernel.${type}`);
    this.#queues.iopub.send(this.#encode(header, content, parent, [topic], metadata, buffers));
  }

  /** Frames what a request causes: `busy` before it, `idle` after it. */
  publishStatus(state: 'busy' | 'idle', parent: Header): void {
    this.publish('status', { execution_state: state }, parent);
  }

  /** Answers a request on the channel it came on. Returns the new message's id. */
  send(channel: RequestChannel, type: string, content: Content, request: Message): string {
    const header = newHeader(type, this.session);
    this.#queues[channel].send(this.#encode(header, content, request.header, request.identities));
    return header.msg_id;
  }

  /** Sends what is queued and closes. The process must not end before. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.flushed()));
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat]) socket.close();
  }

  #encode(
    header: Header,
    content: Content,
    parent: Header | undefined,
    identities: Buffer[],
    metadata: Content = {},
    buffers: readonly Uint8Array[] = [],
  ): Buffer[] {
    return encodeMessage(
      {
        identities,
        header,
        parentHeader: parent ?? {},
        metadata,
        content,
        buffers: buffers.map((buffer) => Buffer.from(buffer)),
      },
      this.#connection.key,
    );
  }

  async #receive(
    channel: RequestChannel,
    handle: (channel: RequestChannel, message: Message) => void,
  ): Promise<void> {
    for await (const frames of this.#routers[channel]) {
      try {
        const message = decodeMessage(frames, this.#connection.key);
        this.#replays.check(frames);
        handle(channel, message);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.#log(`dropped ${error.message} on ${channel}`);
      }
    }
  }

  async #echo(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  /** Tells each new subscriber that it is heard (JEP 65), so that it need not guess. */
  async #welcome(): Promise<void> {
    for await (const [frame] of this.#iopub) {
      if (frame?.[0] !== 1) continue;
      const topic = frame.subarray(1);
      this.#queues.iopub.send(
        this.#encode(
          newHeader('iopub_welcome', this.session),
          { subscription: topic.toString() },
          undefined,
          [topic],
        ),
      );
    }
  }
}

/** A kernel that takes a dead one's place waits until the notice of that one's death has left the ports. */
async function bindPatiently(bind: () => Promise<void>): Promise<void> {
  const until = Date.now() + portPatienceMs;
  for (;;) {
    try {
      return await bind();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > until) throw error;
      await delay(portPollMs);
    }
  }
}
