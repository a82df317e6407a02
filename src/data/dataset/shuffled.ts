/** Elements in a random order, of which only some are held at a time. */
import { randomGenerator } from '../../engine/index.js';
import { discard, type Elements } from './elements.js';

/** Each element comes from a buffer at random, and the next one of the source takes its place, as in tf.data. */
export async function* shuffled<T>(source: Elements<T>, bufferSize: number, seed: number): AsyncGenerator<T> {
  const random = randomGenerator(seed);
  const buffer: T[] = [];
  try {
    for await (const element of source) {
      if (buffer.length < bufferSize) {
        buffer.push(element);
        continue;
      }
      const place = random.nextInteger(bufferSize);
      const taken = buffer[place]!;
      buffer[place] = element;
      yield taken;
    }
    while (buffer.length > 0) {
      const place = random.nextInteger(buffer.length);
      const taken = buffer[place]!;
      const last = buffer.pop()!;
      if (place < buffer.length) buffer[place] = last;
      yield taken;
    }
  } finally {
    discard(buffer);
  }
}
