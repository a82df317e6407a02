/** Answers the requests of Jupyter's messaging protocol 5.4. Cells wait for each other (cellQueue.ts); every other
 *  request is answered at once, whether or not a cell runs. */
import { LanguageThread } from '../language/languageThread.js';
import { type SessionEvent, shared } from '../session/channel.js';
import { CellQueue } from './cellQueue.js';
import { endChildren } from './childProcesses.js';
import { CommLink } from './commLink.js';
import { History } from './history.js';
import { inspectName } from './inspectName.js';
import { kernelInfo } from './kernelInfo.js';
import { Outputs } from './outputs.js';
import type { RunningRecord } from './runningRecord.js';
import type { RuntimeValues } from './runtimeValues.js';
import type { SessionLink } from './sessionLink.js';
import type { KernelSockets, RequestChannel } from './sockets.js';
import { StdinLink } from './stdinLink.js';
import type { Content, Message } from './wire.js';

type Handler = (content: Content) => Content | Promise<Content>;

export interface KernelParts {
  sockets: KernelSockets;
  link: SessionLink;
  values: RuntimeValues;
  /** See `shared` in session/channel.ts. */
  memory: Int32Array;
  /** The notebook's folder. */
  folder: string;
  record: RunningRecord;
  /** A child of the process that outlives it (session/descriptors.ts). */
  keeper: number | undefined;
  /** Called once, when the kernel has sent its last message. */
  onClose: () => void;
}

const lastWordMs = 1500;

export class Kernel {
  readonly #sockets: KernelSockets;
  readonly #link: SessionLink;
  readonly #memory: Int32Array;
  readonly #values: RuntimeValues;
  readonly #record: RunningRecord;
  readonly #keeper: number | undefined;
  readonly #onClose: () => void;
  readonly #language: LanguageThread;
  readonly #outputs: Outputs;
  readonly #cells: CellQueue;
  readonly #comms: CommLink;
  readonly #stdin: StdinLink;
  readonly #history = new History();
  readonly #info = kernelInfo();

  readonly #handlers: Record<string, Handler> = {
    kernel_info_request: () => {
      // In the background right after the first kernel_info: the first cell need not wait for it then.
      setImmediate(() => this.#language.start());
      return this.#info;
    },
    is_complete_request: async ({ code }) => ({ ...(await this.#language.isComplete(String(code))) }),
    complete_request: async ({ code, cursor_pos }) => ({
      status: 'ok',
      ...(await this.#language.complete(String(code), Number(cursor_pos))),
    }),
    inspect_request: async ({ code, cursor_pos }) => {
      const data = await this.#inspect(String(code), Number(cursor_pos));
      return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
    },
    history_request: (content) => ({ status: 'ok', history: this.#history.answer(content) }),
    comm_info_request: ({ target_name }) => this.#comms.info(target_name),
    interrupt_request: async () => {
      await this.interrupt();
      return { status: 'ok' };
    },
    connect_request: () => ({ status: 'ok', ...this.#sockets.ports }),
  };

  constructor({ sockets, link, values, memory, folder, record, keeper, onClose }: KernelParts) {
    this.#values = values;
    this.#record = record;
    this.#keeper = keeper;
    this.#onClose = onClose;
    this.#sockets = sockets;
    this.#link = link;
    this.#memory = memory;
    this.#language = new LanguageThread(folder);
    this.#comms = new CommLink(
      (command) => link.post(command),
      (...message) => sockets.publish(...message),
    );
    this.#stdin = new StdinLink(sockets, link);
    this.#outputs = new Outputs(sockets, memory, (count, text) => this.#history.setOutput(count, text));
    this.#cells = new CellQueue({
      sockets,
      link,
      outputs: this.#outputs,
      history: this.#history,
      language: this.#language,
      record,
      inspect: (code, cursor) => this.#inspect(code, cursor),
    });
  }

  /** Says that the kernel has started. */
  announce(): void {
    this.#sockets.publish('status', { execution_state: 'starting' }, undefined);
  }

  onMessage(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (channel === 'stdin') this.#stdin.onMessage(message);
    else if (type === 'execute_request') this.#cells.push({ channel, request: message });
    else if (CommLink.isComm(type)) void this.#onComm(message);
    else if (type === 'shutdown_request') void this.#onShutdown(channel, message);
    else if (type.endsWith('_request')) void this.#answer(channel, message);
  }

  onEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'done':
        this.#outputs.flush();
        this.#stdin.forget();
        this.#link.onDone(event.cell, event.outcome);
        break;
      case 'pong':
        this.#link.onPong();
        break;
      case 'comm':
        this.#outputs.flush();
        this.#comms.send(event.message, this.#outputs.parentOf(event.cell));
        break;
      case 'commHandled':
        this.#outputs.flush();
        this.#comms.onHandled(event.cell);
        break;
      case 'raw':
        this.#outputs.takeRaw(event.name, event.text);
        break;
      case 'input':
        this.#onQuestion(event);
        break;
      case 'exit':
        void this.#onExit(event.code);
        break;
      default:
        this.#outputs.take(event);
    }
  }

  /** Stops the running cell. */
  interrupt(): Promise<void> {
    this.#stdin.interrupt();
    return this.#cells.interrupt();
  }

  /** Ends the kernel: what it has started, the sockets, then the process, by force if the user's code holds it. */
  async shutdown(code: number): Promise<void> {
    this.#record.close();
    await Promise.all([endChildren(this.#keeper), this.#sockets.close()]);
    this.#onClose();
    Atomics.store(this.#memory, shared.closed, 1);
    Atomics.notify(this.#memory, shared.closed);
    this.#link.exit(code);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastWordMs);
  }

  async #answer(channel: RequestChannel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    const handler = this.#handlers[type];
    this.#sockets.publishStatus('busy', request.header);
    let reply: Content;
    try {
      reply = handler ? await handler(request.content) : unknownRequest(type);
    } catch (error) {
      const { name: ename, message: evalue, stack } = error as Error;
      reply = { status: 'error', ename, evalue, traceback: (stack ?? evalue).split('\n') };
    }
    this.#sockets.send(channel, type.replace(/_request$/, '_reply'), reply, request);
    this.#sockets.publishStatus('idle', request.header);
  }

  #inspect(code: string, cursor: number): Promise<Record<string, string> | undefined> {
    return inspectName(this.#language, this.#values, code, cursor);
  }

  /** Comms are not requests: nothing answers them but busy and idle. */
  async #onComm(message: Message): Promise<void> {
    const { header } = message;
    const { executionCount } = this.#cells;
    this.#sockets.publishStatus('busy', header);
    this.#outputs.register(header.msg_id, { parent: header, silent: false, executionCount, stored: false });
    await this.#comms.receive(message);
    this.#sockets.publishStatus('idle', header);
  }

  #onQuestion(event: Extract<SessionEvent, { type: 'input' }>): void {
    const asking = this.#cells.current;
    if (asking?.header.msg_id !== event.cell) return;
    this.#outputs.flush();
    this.#stdin.ask(event, asking);
  }

  async #onShutdown(channel: RequestChannel, request: Message): Promise<void> {
    this.#sockets.publishStatus('busy', request.header);
    const content = { status: 'ok', restart: request.content.restart === true };
    this.#sockets.send(channel, 'shutdown_reply', content, request);
    this.#sockets.publish('shutdown_reply', content, request.header);
    this.#sockets.publishStatus('idle', request.header);
    await this.shutdown(0);
  }

  async #onExit(code: number): Promise<void> {
    const message = `The code called process.exit(${code}): the kernel ends`;
    this.#cells.fail({ name: 'Exit', message, traceback: [message] });
    await this.shutdown(code);
  }
}

/** Also the answer to `create_subshell_request`: subshells are not among the `supported_features`. */
function unknownRequest(type: string): Content {
  const evalue = `This kernel does not support ${type}`;
  return { status: 'error', ename: 'NotImplemented', evalue, traceback: [evalue] };
}
