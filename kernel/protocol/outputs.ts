/** What cells put out, as iopub messages under the header of the request that ran the cell. Stream text that comes in
 *  many small pieces leaves in few large ones; order is kept. */
import { randomUUID } from 'node:crypto';
import { isDrawnFigure, withoutPicture } from '../display/drawnFigure.js';
import { type SessionEvent, shared } from '../session/channel.js';
import { type Printed, withinLimit } from '../session/outputLimit.js';
import type { KernelSockets } from './sockets.js';
import type { Header } from './wire.js';

type DisplayEvent = Extract<SessionEvent, { type: 'display' }>;
type OutputEvent = Extract<SessionEvent, { type: 'stream' | 'display' | 'clear' | 'result' | 'error' }>;

interface Target {
  parent: Header;
  silent: boolean;
  executionCount: number;
  /** Whether its result goes into the history. */
  stored: boolean;
  /** What reached it through the process's own file descriptors. */
  raw: Printed;
}

/** Cells whose late output still finds its way. */
const remembered = 10_000;
const batchCharacters = 64 * 1024;

export class Outputs {
  readonly #sockets: KernelSockets;
  readonly #memory: Int32Array;
  readonly #onResult: (executionCount: number, text: string) => void;
  readonly #targets = new Map<string, Target>();
  #stream: { cell: string; name: string; text: string; reserved: number } | undefined;
  #scheduled = false;
  #newest = '';

  constructor(
    sockets: KernelSockets,
    memory: Int32Array,
    onResult: (executionCount: number, text: string) => void,
  ) {
    this.#sockets = sockets;
    this.#memory = memory;
    this.#onResult = onResult;
  }

  register(cell: string, target: Omit<Target, 'raw'>): void {
    this.#targets.set(cell, { ...target, raw: { characters: 0 } });
    this.#newest = cell;
    if (this.#targets.size > remembered) this.#targets.delete(this.#targets.keys().next().value!);
  }

  /** Text that came through a file descriptor, from whatever wrote to it: it goes to the newest cell. */
  takeRaw(name: 'stdout' | 'stderr', text: string): void {
    const target = this.#targets.get(this.#newest);
    if (!target) return;
    const { admitted, notice } = withinLimit(target.raw, text);
    if (admitted !== '') this.#takeStream({ type: 'stream', cell: this.#newest, name, text: admitted });
    if (notice) this.#takeStream({ type: 'stream', cell: this.#newest, name: 'stderr', text: notice });
  }

  /** The header that what a cell puts out answers to; undefined for a cell long past. */
  parentOf(cell: string): Header | undefined {
    return this.#targets.get(cell)?.parent;
  }

  take(event: OutputEvent): void {
    if (event.type === 'stream') {
      this.#takeStream(event);
      return;
    }
    this.flush();
    const target = this.#targets.get(event.cell);
    if (!target || target.silent) return;
    switch (event.type) {
      case 'display':
        this.#display(event, target.parent);
        break;
      case 'clear':
        this.#sockets.publish('clear_output', { wait: event.wait }, target.parent);
        break;
      case 'result': {
        const { bundle, metadata } = event;
        const { executionCount, parent, stored } = target;
        if (stored) this.#onResult(executionCount, String(bundle['text/plain'] ?? ''));
        this.#sockets.publish(
          'execute_result',
          { execution_count: executionCount, data: bundle, metadata },
          parent,
        );
        break;
      }
      case 'error': {
        const { name: ename, message: evalue, traceback } = event.error;
        this.#sockets.publish('error', { ename, evalue, traceback }, target.parent);
      }
    }
  }

  /** Sends the stream text that waits to be joined by more. */
  flush(): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#stream = undefined;
    const target = this.#targets.get(stream.cell);
    if (target && !target.silent) {
      this.#sockets.publish('stream', { name: stream.name, text: stream.text }, target.parent);
    }
    Atomics.sub(this.#memory, shared.unsentCharacters, stream.reserved);
    Atomics.notify(this.#memory, shared.unsentCharacters);
  }

  #display({ bundle, metadata, displayId, update }: DisplayEvent, parent: Header): void {
    const type = update ? 'update_display_data' : 'display_data';
    if (!isDrawnFigure(bundle)) {
      const transient = displayId === undefined ? {} : { display_id: displayId };
      this.#sockets.publish(type, { data: bundle, metadata, transient }, parent);
      return;
    }
    const transient = { display_id: displayId ?? randomUUID() };
    this.#sockets.publish(type, { data: withoutPicture(bundle), metadata, transient }, parent);
    this.#sockets.publish('update_display_data', { data: bundle, metadata, transient }, parent);
  }

  #takeStream({ cell, name, text, reserved = 0 }: Extract<SessionEvent, { type: 'stream' }>): void {
    if (this.#stream && (this.#stream.cell !== cell || this.#stream.name !== name)) this.flush();
    if (this.#stream) {
      this.#stream.text += text;
      this.#stream.reserved += reserved;
    } else this.#stream = { cell, name, text, reserved };
    if (this.#stream.text.length >= batchCharacters) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
  }
}
