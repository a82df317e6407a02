/** A function of every element, several calls at a time, in order. */
import { type RandomGenerator, randomGenerator } from '../../engine/index.js';
import { discard, discardUnless, type Elements } from './elements.js';

/** A function of an element. Tensors of the element that are not in the result are disposed after it.
 *  `random` draws the same numbers for the same element, pass and seed, however many calls run at a time. */
export type MapFunction<T, Result> = (element: T, random: RandomGenerator) => Result | Promise<Result>;

/** How many elements of a pass have numbers of their own; further ones repeat them. */
const distinctElements = 2 ** 21;

/** @param passSeed the seed of this pass, below 2³² */
export async function* mapped<T, Result>(
  source: Elements<T>,
  map: MapFunction<T, Result>,
  parallelCalls: number,
  passSeed: number,
): AsyncGenerator<Result> {
  const iterator = iteratorOf(source);
  const pending: Promise<Result>[] = [];
  let index = 0;
  let isDone = false;
  try {
    for (;;) {
      while (!isDone && pending.length < parallelCalls) {
        const next = await iterator.next();
        isDone = next.done === true;
        if (next.done === true) break;
        const seed = passSeed + (index++ % distinctElements) * 2 ** 32;
        const call = called(map, next.value, randomGenerator(seed));
        // It may fail before its turn comes, where it is awaited.
        call.catch(() => {});
        pending.push(call);
      }
      const first = pending.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await iterator.return?.();
    for (const call of await Promise.allSettled(pending)) {
      if (call.status === 'fulfilled') discard(call.value);
    }
  }
}

async function called<T, Result>(
  map: MapFunction<T, Result>,
  element: T,
  random: RandomGenerator,
): Promise<Result> {
  let result: Result | undefined;
  try {
    result = await map(element, random);
    return result;
  } finally {
    discardUnless(element, result);
  }
}

/** An iterator of either kind. */
export function iteratorOf<T>(source: Elements<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
