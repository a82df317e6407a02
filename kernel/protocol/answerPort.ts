/** The way of an answer to a main thread that stands still for it, as `prompt` in a browser does: no message reaches
 *  such a thread through its loop. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { shared } from '../session/channel.js';

interface Answer {
  question: number;
  /** Undefined if the cell was interrupted instead. */
  value: string | undefined;
}

export class AnswerPort {
  readonly #port: MessagePort;
  readonly #memory: Int32Array;

  /** @param port one end of a channel; the other thread has the other */
  constructor(port: MessagePort, memory: Int32Array) {
    this.#port = port;
    this.#memory = memory;
  }

  send(question: number, value: string | undefined): void {
    const answer: Answer = { question, value };
    this.#port.postMessage(answer);
    Atomics.add(this.#memory, shared.answers, 1);
    Atomics.notify(this.#memory, shared.answers);
  }

  /** Blocks the thread. Answers to other questions came too late for them and are dropped. */
  wait(question: number): string | undefined {
    for (;;) {
      const before = Atomics.load(this.#memory, shared.answers);
      const answer = receiveMessageOnPort(this.#port)?.message as Answer | undefined;
      if (answer?.question === question) return answer.value;
      if (!answer) Atomics.wait(this.#memory, shared.answers, before);
    }
  }
}
