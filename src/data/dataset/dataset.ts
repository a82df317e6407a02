/** Data as a chain of steps, each of which asks the one before it: nothing is computed before it is needed, and only what
 *  is needed is held. After tf.data (Murray et al. 2021, "tf.data: A Machine Learning Data Processing Framework"). */
import path from 'node:path';
import { nextSeed, randomGenerator } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { type BatchOf, batched } from './batched.js';
import { interleaved, zipped } from './combined.js';
import { hasElementFile, readElements, writtenElements } from './elementFile.js';
import { copied, discard, type Elements } from './elements.js';
import { type MapFunction, mapped } from './mapped.js';
import { prefetched } from './prefetched.js';
import { type Columns, type RowsOfColumns, rowCount, rowsOf } from './rowsOf.js';
import { filtered, repeated, skipped, taken } from './selected.js';
import { shuffled } from './shuffled.js';

/** Arguments of `Dataset.map`. */
export interface MapArgs {
  /** How many calls of a function with `await` run at a time. The order stays. Default 1. */
  parallelCalls?: number;
  /** Of the numbers that `random` draws. Default: from `setSeed`'s stream. */
  seed?: number;
}

/** Arguments of `Dataset.shuffle`. */
export interface ShuffleArgs {
  /** Default: from `setSeed`'s stream. */
  seed?: number;
  /** Whether every pass has an order of its own. Default true. */
  reshuffle?: boolean;
}

/** Arguments of `Dataset.interleave`. */
export interface InterleaveArgs {
  /** How many sources are open at a time. Default 2. */
  cycleLength?: number;
  /** How many elements come from one before it is the next one's turn. Default 1. */
  blockLength?: number;
}

/**
 * A lazy data set: an element is made when it is asked for, anew in every pass. `fit`, `evaluate` and `predict` take one
 * whose elements are batches, [x, y] or { x, y }. Whoever takes an element disposes its tensors: `batch` those that it puts
 * together, `map` those that its result does not hold, `fit` its batches.
 * @example
 * const numbers = Dataset.fromArrays([[1, 2, 3, 4], [2, 4, 6, 8]])
 *   .shuffle(4, { seed: 1 })
 *   .batch(2);
 * for await (const [x, y] of numbers) tf.print(tf.stack([x, y]));
 */
export class Dataset<T> implements AsyncIterable<T> {
  readonly #pass: () => Elements<T>;

  /** @param pass begins a new pass over all elements */
  protected constructor(pass: () => Elements<T>) {
    this.#pass = pass;
  }

  /**
   * One element a row: of [x, y] the pairs, of { image, mask } records. A row of a tensor is a tensor, made when it is asked
   * for; the arrays stay the caller's.
   * @throws {ArgumentError} for arrays of different lengths
   */
  static fromArrays<const C extends Columns>(columns: C): Dataset<RowsOfColumns<C>> {
    rowCount(columns);
    return new Dataset(() => rowsOf(columns));
  }

  /** What a generator function gives; it is called anew for every pass. */
  static fromGenerator<T>(generator: () => Elements<T>): Dataset<T> {
    return new Dataset(generator);
  }

  /** One element of each, in a list, as long as all have one. */
  static zip<Parts extends readonly unknown[]>(
    sources: {
      readonly [Place in keyof Parts]: Elements<Parts[Place]>;
    },
  ): Dataset<Parts> {
    // The list has one element of every source, in order.
    return new Dataset(() => zipped(sources) as unknown as AsyncIterable<Parts>);
  }

  /** One pass over all elements. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    yield* this.#pass();
  }

  /**
   * A function of every element. What it draws from the `random` it is given depends on the seed, the pass and the element's
   * place alone. Tensors that it makes and does not return are its own to dispose (`tf.tidy`).
   * @throws {ArgumentError} unless parallelCalls is a whole number of at least 1
   */
  map<Result>(fn: MapFunction<T, Result>, args: MapArgs = {}): Dataset<Result> {
    const calls = wholeNumber(args.parallelCalls ?? 1, 'map: parallelCalls', 1);
    const seeds = randomGenerator(args.seed ?? nextSeed());
    return new Dataset(() => mapped(this, fn, calls, seeds.nextInteger(2 ** 31)));
  }

  /** The elements for which a function says true. */
  filter(isWanted: (element: T) => boolean | Promise<boolean>): Dataset<T> {
    return new Dataset(() => filtered(this, isWanted));
  }

  /**
   * Every `size` elements as one, with a tensor [size, …] for each of their parts. The last batch may be smaller.
   * @throws {ArgumentError} unless size is a whole number of at least 1; while it is gone through, for parts that do not fit
   */
  batch(size: number, args: { dropRemainder?: boolean } = {}): Dataset<BatchOf<T>> {
    wholeNumber(size, 'batch: size', 1);
    return new Dataset(() => batched(this, size, args.dropRemainder === true));
  }

  /**
   * A random order: each element is drawn from the next `bufferSize` ones. An order in which everything is possible needs a
   * buffer for all elements.
   * @throws {ArgumentError} unless bufferSize is a whole number of at least 1
   */
  shuffle(bufferSize: number, args: ShuffleArgs = {}): Dataset<T> {
    wholeNumber(bufferSize, 'shuffle: bufferSize', 1);
    const first = args.seed ?? nextSeed();
    const seeds = randomGenerator(first);
    const next = args.reshuffle === false ? () => first : () => seeds.nextInteger(2 ** 31);
    return new Dataset(() => shuffled(this, bufferSize, next()));
  }

  /**
   * All elements, `count` times over; for ever if left out (`fit` then needs stepsPerEpoch).
   * @throws {ArgumentError} unless count is a whole number
   */
  repeat(count?: number): Dataset<T> {
    const passes = count === undefined ? Infinity : wholeNumber(count, 'repeat: count', 0);
    return new Dataset(() => repeated(this, passes));
  }

  /**
   * The first `count` elements.
   * @throws {ArgumentError} unless count is a whole number
   */
  take(count: number): Dataset<T> {
    wholeNumber(count, 'take: count', 0);
    return new Dataset(() => taken(this, count));
  }

  /**
   * All but the first `count` elements.
   * @throws {ArgumentError} unless count is a whole number
   */
  skip(count: number): Dataset<T> {
    wholeNumber(count, 'skip: count', 0);
    return new Dataset(() => skipped(this, count));
  }

  /**
   * Keeps all elements from the first whole pass on: in memory, where tensors stay as long as the data set does, or in a
   * file, which later programs read, too. Nothing notices that what came before has changed: remove the file then.
   * @param file its name; elements may hold tensors of numbers and booleans, typed arrays, numbers, texts, lists and records
   * @throws {ArgumentError} while it is gone through, for elements that cannot be written
   * @throws {DataError} while it is gone through, if the file cannot be written, is damaged or something else
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'cache '));
   * const squares = Dataset.fromArrays([[1, 2, 3]]).map(([x]) => x * x).cache(path.join(folder, 'squares'));
   * for (let pass = 0; pass < 2; pass++) for await (const square of squares) console.log(square);
   */
  cache(file?: string): Dataset<T> {
    if (file !== undefined) return this.#cachedIn(path.resolve(file));
    let kept: T[] | undefined;
    const source = this;
    async function* pass(): AsyncGenerator<T> {
      if (kept !== undefined) {
        for (const element of kept) yield copied(element);
        return;
      }
      const elements: T[] = [];
      try {
        for await (const element of source) {
          elements.push(element);
          yield copied(element);
        }
        kept ??= elements;
      } finally {
        if (kept !== elements) discard(elements);
      }
    }
    return new Dataset(pass);
  }

  #cachedIn(file: string): Dataset<T> {
    const source = this;
    return new Dataset(async function* pass() {
      yield* (await hasElementFile(file)) ? readElements<T>(file) : writtenElements(source, file);
    });
  }

  /**
   * Asks for `count` elements ahead, so that files and downloads are waited for while something is computed.
   * @throws {ArgumentError} unless count is a whole number of at least 1
   */
  prefetch(count: number): Dataset<T> {
    wholeNumber(count, 'prefetch: count', 1);
    return new Dataset(() => prefetched(this, count));
  }

  /**
   * Makes a source of elements of every element, and takes from several of them in turn.
   * @throws {ArgumentError} unless both lengths are whole numbers of at least 1
   */
  interleave<Result>(open: (element: T) => Elements<Result>, args: InterleaveArgs = {}): Dataset<Result> {
    const cycle = wholeNumber(args.cycleLength ?? 2, 'interleave: cycleLength', 1);
    const block = wholeNumber(args.blockLength ?? 1, 'interleave: blockLength', 1);
    return new Dataset(() => interleaved(this, open, cycle, block));
  }
}

function wholeNumber(value: number, what: string, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ArgumentError(`Dataset.${what} must be a whole number of at least ${least}; received ${value}.`);
}
