/** Questions of the user's code (`input`, `prompt`) on their way to the client, and answers on their way back. */
import type { SessionEvent } from '../session/channel.js';
import type { SessionLink } from './sessionLink.js';
import type { KernelSockets } from './sockets.js';
import type { Message } from './wire.js';

type Question = Extract<SessionEvent, { type: 'input' }>;

export class StdinLink {
  readonly #sockets: KernelSockets;
  readonly #link: SessionLink;
  /** The input_request's id → the question. */
  readonly #waiting = new Map<string, Question>();

  constructor(sockets: KernelSockets, link: SessionLink) {
    this.#sockets = sockets;
    this.#link = link;
  }

  /** @param request the execute_request of the cell that asks */
  ask(question: Question, request: Message): void {
    const { prompt, password } = question;
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
    this.#link.answer(question, String(content.value ?? ''));
  }

  /** Lets a thread go on that stands still for an answer, as its cell is interrupted. */
  interrupt(): void {
    for (const [id, question] of this.#waiting) {
      if (!question.standsStill) continue;
      this.#waiting.delete(id);
      this.#link.answer(question, undefined);
    }
  }

  /** The questions of a cell that has ended: what answers them comes too late. */
  forget(): void {
    this.#waiting.clear();
  }
}
