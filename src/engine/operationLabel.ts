/** Whose operations are running: a layer's name, for whoever writes them down. */

import { meanwhile } from './meanwhile.js';

let current: string | undefined;

/** The innermost label; undefined outside all. */
export function operationLabel(): string | undefined {
  return current;
}

/** Runs something under a label. */
export function labelled<Result>(label: string, run: () => Result): Result {
  const outer = current;
  return meanwhile(() => {
    current = label;
    return () => {
      current = outer;
    };
  }, run);
}
