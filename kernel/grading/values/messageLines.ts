import { longestMessage } from './encoded.js';

/** Cuts a stream of bytes into lines, a message each. */
export class MessageLines {
  #pieces: Buffer[] = [];
  #length = 0;

  /** @param take called with every line, without its end */
  constructor(private readonly onLine: (text: string) => void) {}

  /** @throws {RangeError} for a line longer than any message; the stream is of no use after it */
  take(bytes: Buffer): void {
    let rest = bytes;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#pieces, rest.subarray(0, end)]);
      this.#pieces = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
      requireShort(line.length);
      this.onLine(line.toString('utf8'));
    }
    if (rest.length === 0) return;
    this.#length += rest.length;
    requireShort(this.#length);
    this.#pieces.push(rest);
  }
}

function requireShort(length: number): void {
  if (length <= longestMessage) return;
  throw new RangeError(`A message is longer than ${longestMessage / 1024 / 1024} MiB.`);
}
