import { displayHost } from './displayHost.js';

/** Prints a line, also where a moving progress bar stands. */
export function printLine(text: string): void {
  const isMoving = process.stdout.isTTY && displayHost() === undefined;
  const clearLine = '\r\x1b[K';
  process.stdout.write(`${isMoving ? clearLine : ''}${text}\n`);
}
