/** Changes that hold while a function runs, and are undone after it, whatever ends it. The stop button may end JavaScript in
 *  the middle of anything, and passes over `finally`: then they are undone before the next job. */

const undos: (() => void)[] = [];

/**
 * @param change makes the change and returns what undoes it
 * @param run a synchronous function
 */
export function meanwhile<Result>(change: () => () => void, run: () => Result): Result {
  const depth = undos.length;
  if (depth === 0) queueMicrotask(() => undoDownTo(0));
  undos.push(change());
  try {
    return run();
  } finally {
    undoDownTo(depth);
  }
}

/** The latest first. */
function undoDownTo(depth: number): void {
  while (undos.length > depth) undos.pop()!();
}
