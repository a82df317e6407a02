/** Elements that are asked for before they are needed. */
import { discard, type Elements } from './elements.js';
import { iteratorOf } from './mapped.js';

export async function* prefetched<T>(source: Elements<T>, count: number): AsyncGenerator<T> {
  const iterator = iteratorOf(source);
  const coming: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = Promise.resolve(iterator.next());
    // It may fail before its turn comes, where it is awaited.
    next.catch(() => {});
    coming.push(next);
  };
  try {
    for (let index = 0; index < count; index++) ask();
    for (;;) {
      const next = await coming.shift()!;
      if (next.done === true) return;
      ask();
      yield next.value;
    }
  } finally {
    const settled = await Promise.allSettled(coming);
    for (const next of settled)
      if (next.status === 'fulfilled' && next.value.done !== true) discard(next.value.value);
    await iterator.return?.();
  }
}
