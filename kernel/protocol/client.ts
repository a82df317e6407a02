/** A small Jupyter client: starts a kernel process and speaks to it. The headless runner and the tests use it.
 *
 *  const kernel = await KernelClient.start({ argv: [process.execPath, entry, '{connection_file}'], cwd: folder });
 *  const reply = await kernel.execute('1 + 1', { onMessage: ({ type, content }) => … });
 *  await kernel.shutdown();
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { EngineError } from '../../src/errors.js';
import { addressOf, type Connection, writeConnectionFile } from './connectionFile.js';
import { SendQueue } from './sendQueue.js';
import { type Content, decodeMessage, encodeMessage, type Message, newHeader } from './wire.js';

export interface KernelClientOptions {
  /** The command line; `{connection_file}` is replaced by the file's path. */
  argv: readonly string[];
  /** The kernel's working folder: the notebook's own. */
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** How long the kernel may take until it answers. Default 60,000. */
  startTimeoutMs?: number;
  /** What the kernel process writes on its own standard error (not a cell's: those are messages). */
  onStderr?: (text: string) => void;
}

/** A message on iopub that belongs to an execution: `stream`, `display_data`, `execute_result`, `error`, `status`, … */
export interface OutputMessage {
  type: string;
  content: Content;
  metadata: Content;
}

export interface ExecuteOptions {
  /** Called for each output message of this cell, in order; also for those that come after `execute` resolved. */
  onMessage?: (message: OutputMessage) => void;
  /** Answers the cell's `input()`; without it the kernel is told that there is no standard input. */
  onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  silent?: boolean;
  storeHistory?: boolean;
  /** Whether an error aborts the cells queued behind this one. Default true. */
  stopOnError?: boolean;
}

export interface ExecuteReply {
  status: 'ok' | 'error' | 'aborted';
  executionCount: number | undefined;
  /** Present when status is 'error'. */
  error?: { name: string; message: string; traceback: string[] };
}

export type Channel = 'shell' | 'control';

interface Pending {
  reply?: Message;
  idle: boolean;
  needsIdle: boolean;
  options: ExecuteOptions;
  resolve(reply: Message): void;
  reject(error: Error): void;
}

const askAgainMs = 250;

export class KernelClient {
  readonly connection: Connection;
  /** Resolves when the kernel process has ended, for whatever reason. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The kernel_info_reply's content. */
  kernelInfo: Content = {};

  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #session = randomUUID();
  readonly #sockets: { shell: Dealer; control: Dealer; stdin: Dealer; iopub: Subscriber };
  readonly #queues: Record<'shell' | 'control' | 'stdin', SendQueue>;
  readonly #pending = new Map<string, Pending>();
  /** Listeners of finished cells, for output that comes late; the last 1,000. */
  readonly #late = new Map<string, (message: OutputMessage) => void>();
  #dead: EngineError | undefined;
  #heardReply: (message: Message) => void = () => {};
  #heardIopub: () => void = () => {};

  /**
   * Starts a kernel and waits until it answers and its output can be heard.
   * @throws {EngineError} if it ends or stays silent first
   */
  static async start(options: KernelClientOptions): Promise<KernelClient> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-'));
    const file = path.join(folder, 'connection.json');
    const connection = await writeConnectionFile(file);
    const [command, ...rest] = options.argv.map((word) => word.replace('{connection_file}', file));
    const child = spawn(command!, rest, {
      cwd: options.cwd,
      env: { ...(options.env ?? process.env), JPY_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const client = new KernelClient(child, connection, folder, options);
    try {
      await client.#ready(options.startTimeoutMs ?? 60_000);
    } catch (error) {
      await client.kill();
      throw error;
    }
    return client;
  }

  private constructor(
    child: ChildProcess,
    connection: Connection,
    folder: string,
    options: KernelClientOptions,
  ) {
    this.#process = child;
    this.#folder = folder;
    this.connection = connection;
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
      options.onStderr?.(text);
    });
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        lastWords = error.message;
        resolve({ code: null, signal: null });
      });
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.exited.then(({ code, signal }) => {
      const how = signal ? `by ${signal}` : `with exit code ${code}`;
      this.#end(
        new EngineError(`The kernel ended ${how}.${lastWords ? ` Its last words:\n${lastWords}` : ''}`),
      );
    });
    const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0 });
    const [shell, control, stdin] = [0, 1, 2].map(
      () =>
        new Dealer({ routingId: this.#session, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 }),
    ) as [Dealer, Dealer, Dealer];
    this.#sockets = { shell, control, stdin, iopub };
    iopub.subscribe();
    iopub.connect(addressOf(connection, connection.iopub_port));
    shell.connect(addressOf(connection, connection.shell_port));
    control.connect(addressOf(connection, connection.control_port));
    stdin.connect(addressOf(connection, connection.stdin_port));
    this.#queues = {
      shell: new SendQueue(shell),
      control: new SendQueue(control),
      stdin: new SendQueue(stdin),
    };
    void this.#listen(shell, (message) => this.#onReply(message));
    void this.#listen(control, (message) => this.#onReply(message));
    void this.#listen(stdin, (message) => void this.#onInput(message));
    void this.#listen(iopub, (message) => this.#onOutput(message));
  }

  /** The kernel's process id. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Runs code. Resolves once the reply and the idle status have both come, hence after all of the cell's output.
   * @throws {EngineError} if the kernel ends meanwhile
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteReply> {
    const reply = await this.request(
      'shell',
      'execute_request',
      {
        code,
        silent: options.silent ?? false,
        store_history: options.storeHistory ?? !options.silent,
        user_expressions: {},
        allow_stdin: options.onInput !== undefined,
        stop_on_error: options.stopOnError ?? true,
      },
      options,
    );
    const { status, execution_count, ename, evalue, traceback } = reply.content;
    const result: ExecuteReply = {
      status: status as ExecuteReply['status'],
      executionCount: execution_count as number | undefined,
    };
    if (status === 'error') {
      result.error = {
        name: String(ename),
        message: String(evalue),
        traceback: Array.isArray(traceback) ? traceback.map(String) : [],
      };
    }
    return result;
  }

  /** Sends any request and resolves with its reply, once the kernel is idle again after it. */
  request(channel: Channel, type: string, content: Content, options: ExecuteOptions = {}): Promise<Message> {
    if (this.#dead) return Promise.reject(this.#dead);
    const header = newHeader(type, this.#session);
    return new Promise((resolve, reject) => {
      this.#pending.set(header.msg_id, {
        idle: false,
        needsIdle: type !== 'shutdown_request',
        options,
        resolve,
        reject,
      });
      if (options.onMessage) this.#rememberLate(header.msg_id, options.onMessage);
      this.#queues[channel].send(
        encodeMessage(
          { identities: [], header, parentHeader: {}, metadata: {}, content, buffers: [] },
          this.connection.key,
        ),
      );
    });
  }

  /** Stops the running cell; it ends with an error, and what it defined stays. */
  async interrupt(): Promise<void> {
    await this.request('control', 'interrupt_request', {});
  }

  /** Asks the kernel to end and waits until it has; kills it after `timeoutMs`. */
  async shutdown(timeoutMs = 5000): Promise<void> {
    if (!this.#dead) {
      this.request('control', 'shutdown_request', { restart: false }).catch(() => {});
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), timeoutMs);
      await this.exited;
      clearTimeout(timer);
    }
    await this.#close();
  }

  /** Ends the kernel at once. */
  async kill(): Promise<void> {
    if (this.#process.pid !== undefined) {
      this.#process.kill('SIGKILL');
      await this.exited;
    }
    await this.#close();
  }

  /** Asks until a reply and any message on iopub have come: a subscription takes effect some time after its connection. */
  async #ready(timeoutMs: number): Promise<void> {
    const replied = new Promise<Message>((resolve) => {
      this.#heardReply = resolve;
    });
    const heard = new Promise<void>((resolve) => {
      this.#heardIopub = resolve;
    });
    const ask = () => void this.request('shell', 'kernel_info_request', {}).catch(() => {});
    const asking = setInterval(ask, askAgainMs);
    let timer: NodeJS.Timeout | undefined;
    const failed = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new EngineError(`The kernel did not answer within ${timeoutMs / 1000} s.`)),
        timeoutMs,
      );
      void this.exited.then(() => reject(this.#dead));
    });
    try {
      ask();
      const [reply] = await Promise.race([Promise.all([replied, heard]), failed]);
      this.kernelInfo = reply.content;
    } finally {
      clearInterval(asking);
      clearTimeout(timer);
      this.#pending.clear();
    }
  }

  #onReply(message: Message): void {
    this.#heardReply(message);
    const id = parentId(message);
    const pending = this.#pending.get(id);
    if (!pending) return;
    pending.reply = message;
    if (pending.idle || !pending.needsIdle) this.#settle(id, pending);
  }

  #onOutput(message: Message): void {
    this.#heardIopub();
    const id = parentId(message);
    const { header, content, metadata } = message;
    this.#late.get(id)?.({ type: header.msg_type, content, metadata });
    const pending = this.#pending.get(id);
    if (pending && header.msg_type === 'status' && content.execution_state === 'idle') {
      pending.idle = true;
      if (pending.reply) this.#settle(id, pending);
    }
  }

  async #onInput(message: Message): Promise<void> {
    const answer = this.#pending.get(parentId(message))?.options.onInput;
    const { prompt, password } = message.content;
    const value = answer ? await answer(String(prompt ?? ''), password === true) : '';
    this.#queues.stdin.send(
      encodeMessage(
        {
          identities: [],
          header: newHeader('input_reply', this.#session),
          parentHeader: message.header,
          metadata: {},
          content: { value, status: 'ok' },
          buffers: [],
        },
        this.connection.key,
      ),
    );
  }

  #settle(id: string, pending: Pending): void {
    this.#pending.delete(id);
    pending.resolve(pending.reply!);
  }

  #rememberLate(id: string, onMessage: (message: OutputMessage) => void): void {
    this.#late.set(id, onMessage);
    if (this.#late.size > 1000) this.#late.delete(this.#late.keys().next().value!);
  }

  async #listen(socket: Dealer | Subscriber, handle: (message: Message) => void): Promise<void> {
    for await (const frames of socket) handle(decodeMessage(frames, this.connection.key));
  }

  #end(reason: EngineError): void {
    this.#dead = reason;
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }

  async #close(): Promise<void> {
    for (const socket of Object.values(this.#sockets)) socket.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function parentId(message: Message): string {
  return (message.parentHeader as { msg_id?: string }).msg_id ?? '';
}
