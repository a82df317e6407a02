/** Several sources as one. */
import { discard, type Elements } from './elements.js';
import { iteratorOf } from './mapped.js';

/** One element of each, as long as all have one. */
export async function* zipped(sources: readonly Elements<unknown>[]): AsyncGenerator<unknown[]> {
  const iterators = sources.map(iteratorOf);
  let elements: unknown[] = [];
  try {
    for (;;) {
      for (const iterator of iterators) {
        const next = await iterator.next();
        if (next.done === true) return;
        elements.push(next.value);
      }
      const whole = elements;
      elements = [];
      yield whole;
    }
  } finally {
    discard(elements);
    for (const iterator of iterators) await iterator.return?.();
  }
}

/** Takes `blockLength` elements in turn from each of `cycleLength` sources; one that ends makes room for the next. */
export async function* interleaved<T, Result>(
  source: Elements<T>,
  open: (element: T) => Elements<Result>,
  cycleLength: number,
  blockLength: number,
): AsyncGenerator<Result> {
  const outer = iteratorOf(source);
  const slots: (AsyncIterator<Result> | Iterator<Result> | undefined)[] = new Array(cycleLength).fill(
    undefined,
  );
  let isDone = false;
  try {
    while (!isDone || slots.some((slot) => slot !== undefined)) {
      for (let slot = 0; slot < cycleLength; slot++) {
        if (slots[slot] === undefined && !isDone) {
          const next = await outer.next();
          if (next.done === true) isDone = true;
          else slots[slot] = iteratorOf(open(next.value));
        }
        for (let count = 0; count < blockLength && slots[slot] !== undefined; count++) {
          const next = await slots[slot]!.next();
          if (next.done === true) slots[slot] = undefined;
          else yield next.value;
        }
      }
    }
  } finally {
    for (const slot of slots) await slot?.return?.();
    await outer.return?.();
  }
}
