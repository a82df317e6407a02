/** A kernel process and bare sockets to it, which know nothing of what a client should do: for messages as they are on
 *  the wire, wrong ones too, and for what comes after the process is gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { addressOf, type Connection, writeConnectionFile } from '../../../kernel/protocol/connectionFile.js';
import {
  type Content,
  decodeMessage,
  encodeMessage,
  type Message,
  newHeader,
} from '../../../kernel/protocol/wire.js';
import { kernelArgv } from '../kernelUnderTest.js';

export type BareChannel = 'shell' | 'control' | 'stdin';
type Heard = Message & { channel: BareChannel | 'iopub' };

interface Sending {
  key?: string;
  session?: string;
  parent?: Message['header'];
  frames?: (frames: Buffer[]) => Buffer[];
}

export class BareClient {
  readonly session = randomUUID();
  /** Everything that came, in the order it came. */
  readonly heard: Heard[] = [];
  /** What the kernel process wrote to its log. */
  log = '';
  readonly exited: Promise<number | null>;
  readonly #waiting = new Set<() => void>();
  readonly #sockets: Record<BareChannel, Dealer> & { iopub: Subscriber };

  static async start(argv: readonly string[] = kernelArgv): Promise<BareClient> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-bare-'));
    const file = path.join(folder, 'connection.json');
    const connection = await writeConnectionFile(file);
    const client = new BareClient(folder, file, connection, argv);
    // The welcome tells that the subscription stands.
    await client.next(({ header }) => header.msg_type === 'iopub_welcome');
    return client;
  }

  private constructor(
    readonly folder: string,
    readonly connectionFile: string,
    readonly connection: Connection,
    argv: readonly string[],
  ) {
    this.child = this.spawn(argv);
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    const dealer = () => new Dealer({ routingId: this.session, linger: 0 });
    this.#sockets = {
      shell: dealer(),
      control: dealer(),
      stdin: dealer(),
      iopub: new Subscriber({ linger: 0 }),
    };
    this.#sockets.iopub.subscribe();
    for (const channel of ['shell', 'control', 'stdin', 'iopub'] as const) {
      this.#sockets[channel].connect(addressOf(connection, connection[`${channel}_port`]));
      void this.#listen(channel);
    }
  }

  child: ChildProcess;

  /** Starts a kernel for the same connection file: at first, and as Jupyter does after one has died. */
  spawn(argv: readonly string[]): ChildProcess {
    const [command, ...words] = argv.map((word) => word.replace('{connection_file}', this.connectionFile));
    const child = spawn(command!, words, {
      cwd: this.folder,
      // What the kernel leaves there is its own, whatever else runs on this machine.
      env: { ...process.env, TMPDIR: this.folder, JPY_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
      for (const look of this.#waiting) look();
    });
    this.child = child;
    return child;
  }

  /** Sends a message; returns its id. */
  send(channel: BareChannel, type: string, content: Content, options: Sending = {}): string {
    const header = newHeader(type, options.session ?? this.session);
    const frames = encodeMessage(
      { identities: [], header, parentHeader: options.parent ?? {}, metadata: {}, content, buffers: [] },
      options.key ?? this.connection.key,
    );
    this.sendFrames(channel, options.frames?.(frames) ?? frames);
    return header.msg_id;
  }

  sendFrames(channel: BareChannel, frames: (Buffer | string)[]): void {
    this.#sending[channel] = this.#sending[channel].then(() => this.#sockets[channel].send(frames));
  }

  /** An execute_request with the defaults of the specification. */
  execute(code: string, content: Content = {}): string {
    return this.send('shell', 'execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: true,
      stop_on_error: true,
      ...content,
    });
  }

  /** The first message, also of those that have come, for which this holds. */
  next(holds: (message: Heard) => boolean): Promise<Heard> {
    return this.until(() => this.heard.find(holds));
  }

  /** Resolves with what `look` returns once it returns something; it looks at every message and line of the log. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const again = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(again);
        resolve(found);
      };
      this.#waiting.add(again);
      again();
    });
  }

  reply(id: string): Promise<Heard> {
    return this.next(
      ({ channel, header, parentHeader }) =>
        (channel === 'shell' || channel === 'control') &&
        header.msg_type.endsWith('_reply') &&
        parentHeader.msg_id === id,
    );
  }

  /** Resolves when a request is over: replied to, and idle after it. */
  async over(id: string): Promise<Heard> {
    const reply = await this.reply(id);
    await this.next(
      ({ channel, content, parentHeader }) =>
        channel === 'iopub' && parentHeader.msg_id === id && content.execution_state === 'idle',
    );
    return reply;
  }

  /** What came on iopub under a request, `[type, content]`, in order. */
  published(id: string): [string, Content][] {
    return this.heard
      .filter(({ channel, parentHeader }) => channel === 'iopub' && parentHeader.msg_id === id)
      .map(({ header, content }) => [header.msg_type, content]);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
    for (const socket of Object.values(this.#sockets)) socket.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  readonly #sending = { shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve() };

  async #listen(channel: BareChannel | 'iopub'): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      this.heard.push({ ...decodeMessage(frames, this.connection.key), channel });
      for (const look of this.#waiting) look();
    }
  }
}
