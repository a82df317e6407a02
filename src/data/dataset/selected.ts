/** Some of the elements, or all of them several times. */
import { discard, type Elements } from './elements.js';

export async function* taken<T>(source: Elements<T>, count: number): AsyncGenerator<T> {
  if (count === 0) return;
  let left = count;
  for await (const element of source) {
    yield element;
    left -= 1;
    // Without asking for an element that nobody takes.
    if (left === 0) return;
  }
}

export async function* skipped<T>(source: Elements<T>, count: number): AsyncGenerator<T> {
  let left = count;
  for await (const element of source) {
    if (left === 0) {
      yield element;
      continue;
    }
    left -= 1;
    discard(element);
  }
}

export async function* filtered<T>(
  source: Elements<T>,
  isWanted: (element: T) => boolean | Promise<boolean>,
): AsyncGenerator<T> {
  for await (const element of source) {
    let wanted = false;
    try {
      wanted = await isWanted(element);
    } finally {
      if (!wanted) discard(element);
    }
    if (wanted) yield element;
  }
}

/** Ends also where a pass gave nothing: it would go on for ever. */
export async function* repeated<T>(source: Elements<T>, count: number): AsyncGenerator<T> {
  for (let pass = 0; pass < count; pass++) {
    let isEmpty = true;
    for await (const element of source) {
      isEmpty = false;
      yield element;
    }
    if (isEmpty) return;
  }
}
