/** Questions of the user's code (`input`) on their way to the client, and answers on their way back. */
import type { SessionEvent } from '../session/channel.js';
import type { KernelSockets } from './sockets.js';
import type { Message } from './wire.js';

type Question = Extract<SessionEvent, { type: 'input' }>;

export class StdinLink {
  readonly #sockets: KernelSockets;
  readonly #answer: (question: number, value: string) => void;
  /** The input_request's id → the question. */
  readonly #waiting = new Map<string, number>();

  constructor(sockets: KernelSockets, answer: (question: number, value: string) => void) {
    this.#sockets = sockets;
    this.#answer = answer;
  }

  /** @param request the execute_request of the cell that asks */
  ask({ question, prompt, password }: Question, request: Message): void {
    const id = this.#sockets.send('stdin', 'input_request', { prompt, password }, request);
    this.#waiting.set(id, question);
  }

  onMessage({ header, parentHeader, content }: Message): void {
    if (header.msg_type !== 'input_reply') return;
    // JupyterLab says which question it answers; jupyter_client does not: then it is the oldest.
    const [oldest] = this.#waiting.keys();
    const id = parentHeader.msg_id ?? oldest ?? '';
    const question = this.#waiting.get(id);
    if (question === undefined) return;
    this.#waiting.delete(id);
    this.#answer(question, String(content.value ?? ''));
  }

  /** The questions of a cell that has ended: what answers them comes too late. */
  forget(): void {
    this.#waiting.clear();
  }
}
