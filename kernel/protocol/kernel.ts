/** Answers the requests of Jupyter's messaging protocol 5.4. Cells run one after the other in the order they came;
 *  every other request is answered at once, whether or not a cell runs. */
import type { CompiledCell } from '../language/compileCell.js';
import { LanguageThread } from '../language/languageThread.js';
import { type CellOutcome, type ErrorReport, type SessionEvent, shared } from '../session/channel.js';
import { CommLink } from './commLink.js';
import { History } from './history.js';
import { kernelInfo } from './kernelInfo.js';
import { Outputs } from './outputs.js';
import type { SessionLink } from './sessionLink.js';
import type { KernelSockets, RequestChannel } from './sockets.js';
import type { Content, Message } from './wire.js';

interface QueuedCell {
  channel: RequestChannel;
  request: Message;
}

type Handler = (content: Content, request: Message, channel: RequestChannel) => Content | Promise<Content>;

/** A cell that only asks what something is: `model.fit?`. */
const question = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\?\s*$/u;

const lastWordMs = 1500;

const interrupted: ErrorReport = {
  name: 'KeyboardInterrupt',
  message: 'The cell was interrupted',
  traceback: ['KeyboardInterrupt: The cell was interrupted'],
};

export class Kernel {
  readonly #sockets: KernelSockets;
  readonly #link: SessionLink;
  readonly #outputs: Outputs;
  readonly #memory: Int32Array;
  readonly #language: LanguageThread;
  readonly #onClose: () => void;
  readonly #comms: CommLink;
  readonly #history = new History();
  readonly #info = kernelInfo();
  readonly #questions = new Map<number, Message>();
  #queue: QueuedCell[] = [];
  #current: QueuedCell | undefined;
  #executionCount = 0;
  #working = false;
  /** True between taking a cell from the queue and giving it to the session. */
  #preparing = false;
  #cancelled = false;

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
      const data = await this.#language.inspect(String(code), Number(cursor_pos));
      return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
    },
    history_request: (content) => ({ status: 'ok', history: this.#history.answer(content) }),
    comm_info_request: ({ target_name }) => this.#comms.info(target_name),
    interrupt_request: async () => {
      await this.interrupt();
      return { status: 'ok' };
    },
    connect_request: () => ({ status: 'ok' }),
  };

  /** @param onClose called once, when the kernel has sent its last message */
  constructor(
    sockets: KernelSockets,
    link: SessionLink,
    memory: Int32Array,
    folder: string,
    onClose: () => void,
  ) {
    this.#onClose = onClose;
    this.#sockets = sockets;
    this.#link = link;
    this.#memory = memory;
    this.#language = new LanguageThread(folder);
    this.#comms = new CommLink(
      (command) => link.post(command),
      (...message) => sockets.publish(...message),
    );
    this.#outputs = new Outputs(sockets, memory, (count, text) => this.#history.setOutput(count, text));
  }

  /** Says that the kernel has started. */
  announce(): void {
    this.#sockets.publish('status', { execution_state: 'starting' }, undefined);
  }

  onMessage(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (channel === 'stdin') this.#onInputReply(message);
    else if (type === 'execute_request') {
      this.#queue.push({ channel, request: message });
      void this.#work();
    } else if (CommLink.isComm(type)) void this.#onComm(message);
    else if (type === 'shutdown_request') void this.#onShutdown(channel, message);
    else void this.#answer(channel, message);
  }

  onEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'done':
        this.#outputs.flush();
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

  /** Stops the running cell; one that has not reached the session yet is not run. */
  async interrupt(): Promise<void> {
    if (this.#preparing) this.#cancelled = true;
    else await this.#link.interrupt();
  }

  /** Ends the kernel: closes the sockets, then the process, by force if the user's code holds it. */
  async shutdown(code: number): Promise<void> {
    await this.#sockets.close();
    this.#onClose();
    Atomics.store(this.#memory, shared.closed, 1);
    Atomics.notify(this.#memory, shared.closed);
    this.#link.exit(code);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastWordMs);
  }

  async #answer(channel: RequestChannel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    const handler = this.#handlers[type];
    if (!handler && !type.endsWith('_request')) return;
    this.#status('busy', request);
    let reply: Content;
    try {
      reply = handler ? await handler(request.content, request, channel) : unknownRequest(type);
    } catch (error) {
      const { name: ename, message: evalue, stack } = error as Error;
      reply = { status: 'error', ename, evalue, traceback: (stack ?? evalue).split('\n') };
    }
    this.#sockets.send(channel, type.replace(/_request$/, '_reply'), reply, request);
    this.#status('idle', request);
  }

  /** Comms are not requests: nothing answers them but busy and idle. */
  async #onComm(message: Message): Promise<void> {
    this.#status('busy', message);
    const { msg_id: key } = message.header;
    this.#outputs.register(key, {
      parent: message.header,
      silent: false,
      executionCount: this.#executionCount,
    });
    await this.#comms.receive(message);
    this.#status('idle', message);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let cell = this.#queue.shift(); cell; cell = this.#queue.shift()) {
      for (const aborted of await this.#execute(cell)) this.#abort(aborted);
    }
    this.#working = false;
  }

  /** Runs a cell; returns those that its error aborts: all that were queued when it failed. */
  async #execute(cell: QueuedCell): Promise<QueuedCell[]> {
    const { channel, request } = cell;
    const { silent, store_history, allow_stdin, user_expressions } = request.content;
    const code = String(request.content.code ?? '');
    const key = request.header.msg_id;
    if (silent !== true && store_history !== false) this.#executionCount++;
    const count = this.#executionCount;
    this.#cancelled = false;
    this.#preparing = true;
    this.#status('busy', request);
    this.#outputs.register(key, { parent: request.header, silent: silent === true, executionCount: count });
    this.#current = cell;
    if (silent !== true) {
      this.#sockets.publish('execute_input', { code, execution_count: count }, request.header);
      if (store_history !== false) this.#history.add(count, code);
    }
    const outcome = await this.#run(key, code, count, {
      allowInput: allow_stdin === true,
      userExpressions: (user_expressions ?? {}) as Record<string, string>,
    });
    this.#current = undefined;
    let aborted: QueuedCell[] = [];
    if (outcome.status === 'error' && request.content.stop_on_error !== false) {
      // What the client has sent by now may still be in the sockets.
      await new Promise(setImmediate);
      aborted = this.#queue.splice(0);
    }
    const payload = { execution_count: count, payload: await this.#pageAbout(code) };
    if (outcome.status === 'ok') {
      this.#sockets.send(
        channel,
        'execute_reply',
        { status: 'ok', ...payload, user_expressions: outcome.userExpressions },
        request,
      );
    } else {
      const { name: ename, message: evalue, traceback } = outcome.error;
      this.#sockets.send(
        channel,
        'execute_reply',
        { status: 'error', ...payload, ename, evalue, traceback },
        request,
      );
    }
    this.#status('idle', request);
    return aborted;
  }

  async #run(
    key: string,
    code: string,
    count: number,
    options: { allowInput: boolean; userExpressions: Record<string, string> },
  ): Promise<CellOutcome> {
    // `name?` asks about a name; the answer travels with the reply.
    const compiled = await this.#compile(question.test(code) ? '' : code);
    // Interrupts that came meanwhile wait in the control socket.
    await new Promise(setImmediate);
    this.#preparing = false;
    const error = this.#cancelled ? interrupted : 'error' in compiled ? compiled.error : undefined;
    if (error || 'error' in compiled) {
      const report = error ?? interrupted;
      this.#outputs.take({ type: 'error', cell: key, error: report });
      return { status: 'error', error: report };
    }
    const { javascript, sourceMap } = compiled;
    const running = this.#link.run({
      key,
      title: `Cell [${count}]`,
      javascript,
      sourceMap,
      source: code,
      ...options,
    });
    // While the cell runs there is time for what the next one will need.
    this.#language.settle();
    return running;
  }

  /** A cell that the language service cannot even look at fails; the kernel goes on. */
  async #compile(code: string): Promise<CompiledCell | { error: ErrorReport }> {
    try {
      return await this.#language.compile(code);
    } catch (thrown) {
      const { name, message, stack = message } = thrown as Error;
      return { error: { name, message, traceback: stack.split('\n') } };
    }
  }

  async #pageAbout(code: string): Promise<Content[]> {
    const [, name] = question.exec(code) ?? [];
    if (!name) return [];
    const data = (await this.#language.inspect(name, name.length)) ?? {
      'text/plain': `Nothing is known of ${name}.`,
    };
    return [{ source: 'page', data, start: 0 }];
  }

  #abort({ channel, request }: QueuedCell): void {
    this.#status('busy', request);
    this.#sockets.send(
      channel,
      'execute_reply',
      { status: 'aborted', execution_count: this.#executionCount },
      request,
    );
    this.#status('idle', request);
  }

  #onQuestion({ cell, question, prompt, password }: Extract<SessionEvent, { type: 'input' }>): void {
    const asking = this.#current;
    if (asking?.request.header.msg_id !== cell) return;
    this.#outputs.flush();
    this.#questions.set(question, asking.request);
    this.#sockets.send('stdin', 'input_request', { prompt, password }, asking.request);
  }

  #onInputReply({ header, content }: Message): void {
    if (header.msg_type !== 'input_reply') return;
    // Clients do not say which question they answer: it is the oldest.
    const [question] = this.#questions.keys();
    if (question === undefined) return;
    this.#questions.delete(question);
    this.#link.answer(question, String(content.value ?? ''));
  }

  async #onShutdown(channel: RequestChannel, request: Message): Promise<void> {
    this.#status('busy', request);
    const content = { status: 'ok', restart: request.content.restart === true };
    this.#sockets.send(channel, 'shutdown_reply', content, request);
    this.#sockets.publish('shutdown_reply', content, request.header);
    this.#status('idle', request);
    await this.shutdown(0);
  }

  async #onExit(code: number): Promise<void> {
    if (this.#current) {
      const { channel, request } = this.#current;
      const message = `The code called process.exit(${code}): the kernel ends`;
      const error = { name: 'Exit', message, traceback: [message] };
      this.#outputs.take({ type: 'error', cell: request.header.msg_id, error });
      this.#sockets.send(
        channel,
        'execute_reply',
        {
          status: 'error',
          execution_count: this.#executionCount,
          ename: error.name,
          evalue: message,
          traceback: error.traceback,
        },
        request,
      );
      this.#status('idle', request);
    }
    await this.shutdown(code);
  }

  #status(state: 'busy' | 'idle', request: Message): void {
    this.#sockets.publish('status', { execution_state: state }, request.header);
  }
}

/** Also the answer to `create_subshell_request`: subshells are not among the `supported_features`. */
function unknownRequest(type: string): Content {
  const evalue = `This kernel does not support ${type}`;
  return { status: 'error', ename: 'NotImplemented', evalue, traceback: [evalue] };
}
