/** Cells run one after the other in the order they came. An error aborts those that were queued when it came. */
import type { CompiledCell } from '../language/compileCell.js';
import type { LanguageThread } from '../language/languageThread.js';
import type { CellOutcome, ErrorReport } from '../session/channel.js';
import type { History } from './history.js';
import type { Outputs } from './outputs.js';
import { isQuestion, pageAbout } from './pager.js';
import type { RunningRecord } from './runningRecord.js';
import type { SessionLink } from './sessionLink.js';
import type { KernelSockets, RequestChannel } from './sockets.js';
import type { Content, Message } from './wire.js';

export interface QueuedCell {
  channel: RequestChannel;
  request: Message;
}

interface CellQueueParts {
  sockets: KernelSockets;
  link: SessionLink;
  outputs: Outputs;
  history: History;
  language: LanguageThread;
  record: RunningRecord;
  inspect: (code: string, cursor: number) => Promise<Record<string, string> | undefined>;
}

const interrupted: ErrorReport = {
  name: 'KeyboardInterrupt',
  message: 'The cell was interrupted',
  traceback: ['KeyboardInterrupt: The cell was interrupted'],
};

export class CellQueue {
  readonly #parts: CellQueueParts;
  #queue: QueuedCell[] = [];
  #current: QueuedCell | undefined;
  #executionCount = 0;
  #working = false;
  /** True between taking a cell from the queue and giving it to the session. */
  #preparing = false;
  #cancelled = false;

  constructor(parts: CellQueueParts) {
    this.#parts = parts;
  }

  get executionCount(): number {
    return this.#executionCount;
  }

  /** The request whose cell runs. */
  get current(): Message | undefined {
    return this.#current?.request;
  }

  push(cell: QueuedCell): void {
    this.#queue.push(cell);
    void this.#work();
  }

  /** Stops the running cell; one that has not reached the session yet is not run. */
  async interrupt(): Promise<void> {
    if (this.#preparing) this.#cancelled = true;
    else await this.#parts.link.interrupt();
  }

  /** Ends the running cell with an error that its own code cannot report any more, as the kernel is about to end. */
  fail(error: ErrorReport): void {
    const cell = this.#current;
    if (!cell) return;
    this.#parts.outputs.take({ type: 'error', cell: cell.request.header.msg_id, error });
    this.#reply(cell, errorContent(error));
    this.#parts.sockets.publishStatus('idle', cell.request.header);
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
    const { sockets, outputs, history } = this.#parts;
    const { request } = cell;
    const { store_history, allow_stdin, user_expressions } = request.content;
    const silent = request.content.silent === true;
    const counts = !silent && store_history !== false;
    const code = String(request.content.code ?? '');
    if (counts) this.#executionCount++;
    const executionCount = this.#executionCount;
    this.#cancelled = false;
    this.#preparing = true;
    sockets.publishStatus('busy', request.header);
    outputs.register(request.header.msg_id, {
      parent: request.header,
      silent,
      executionCount,
      stored: counts,
    });
    this.#current = cell;
    if (!silent) {
      sockets.publish('execute_input', { code, execution_count: executionCount }, request.header);
      if (counts) history.add(executionCount, code);
    }
    const outcome = await this.#run(cell, code, {
      allowInput: allow_stdin === true,
      userExpressions: (user_expressions ?? {}) as Record<string, string>,
    });
    let aborted: QueuedCell[] = [];
    if (outcome.status === 'error' && request.content.stop_on_error !== false) {
      // What the client has sent by now may still be in the sockets.
      await new Promise(setImmediate);
      aborted = this.#queue.splice(0);
    }
    const payload = await pageAbout(code, this.#parts.inspect);
    this.#current = undefined;
    this.#reply(
      cell,
      outcome.status === 'ok'
        ? { status: 'ok', payload, user_expressions: outcome.userExpressions }
        : { payload, ...errorContent(outcome.error) },
    );
    sockets.publishStatus('idle', request.header);
    return aborted;
  }

  async #run(
    cell: QueuedCell,
    code: string,
    options: { allowInput: boolean; userExpressions: Record<string, string> },
  ): Promise<CellOutcome> {
    const key = cell.request.header.msg_id;
    // `name?` asks about a name; the answer travels with the reply.
    const compiled = await this.#compile(isQuestion(code) ? '' : code);
    // Interrupts that came meanwhile wait in the control socket.
    await new Promise(setImmediate);
    this.#preparing = false;
    const error = this.#cancelled ? interrupted : 'error' in compiled ? compiled.error : undefined;
    if (error || 'error' in compiled) {
      const report = error ?? interrupted;
      this.#parts.outputs.take({ type: 'error', cell: key, error: report });
      return { status: 'error', error: report };
    }
    const { javascript, sourceMap } = compiled;
    const title = `Cell [${this.#executionCount}]`;
    this.#parts.record.begin(cell.channel, cell.request, this.#executionCount);
    const running = this.#parts.link.run({ key, title, javascript, sourceMap, source: code, ...options });
    // While the cell runs there is time for what the next one will need.
    this.#parts.language.settle();
    return running.finally(() => this.#parts.record.end());
  }

  /** A cell that the language service cannot even look at fails; the kernel goes on. */
  async #compile(code: string): Promise<CompiledCell | { error: ErrorReport }> {
    try {
      return await this.#parts.language.compile(code);
    } catch (thrown) {
      const { name, message, stack = message } = thrown as Error;
      return { error: { name, message, traceback: stack.split('\n') } };
    }
  }

  #abort(cell: QueuedCell): void {
    this.#parts.sockets.publishStatus('busy', cell.request.header);
    this.#reply(cell, { status: 'aborted' });
    this.#parts.sockets.publishStatus('idle', cell.request.header);
  }

  #reply({ channel, request }: QueuedCell, content: Content): void {
    const whole = { ...content, execution_count: this.#executionCount };
    this.#parts.sockets.send(channel, 'execute_reply', whole, request);
  }
}

function errorContent({ name: ename, message: evalue, traceback }: ErrorReport): Content {
  return { status: 'error', ename, evalue, traceback };
}
