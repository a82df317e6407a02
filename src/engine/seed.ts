/** All randomness of the library comes from here, so that `setSeed` makes a run repeat. */

/** A seeded source of random numbers (SplitMix64's 32-bit sibling: mulberry32 state stepping, one stream a generator). */
export interface RandomGenerator {
  /** The next number, uniform in [0, 1). */
  next(): number;
  /** The next whole number, uniform in [0, bound). */
  nextInteger(bound: number): number;
  /** A random order of 0 … length−1 (Fisher–Yates). */
  permutation(length: number): Int32Array;
  /** Where in its stream it stands, a 32-bit integer; setting it goes on from there. */
  state: number;
}

let lastSeed = freshSeed();
let stream = randomGenerator(lastSeed);

/**
 * Makes everything that follows repeat: initial weights, shuffles, dropout, augmentation.
 * @param seed any whole number
 * @example setSeed(54321);
 */
export function setSeed(seed: number): void {
  lastSeed = seed;
  stream = randomGenerator(seed);
}

/** The seed that was set last; the one that the program drew for itself if there was none. */
export function currentSeed(): number {
  return lastSeed;
}

/** A seed from the global stream, for whatever needs randomness and was given no seed of its own; a 31-bit integer. */
export function nextSeed(): number {
  return stream.nextInteger(0x7fffffff);
}

/** Where the global stream stands, for whoever saves a training. */
export function randomState(): number {
  return stream.state;
}

/** Goes on with the global stream from where `randomState` found it. */
export function restoreRandomState(state: number): void {
  stream.state = state;
}

/** A generator of its own, independent of the global stream. */
export function randomGenerator(seed: number): RandomGenerator {
  let state = mix(seed >>> 0) ^ mix(Math.floor(seed / 0x1_0000_0000) >>> 0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mix(state) / 0x1_0000_0000;
  };
  const nextInteger = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    nextInteger,
    get state() {
      return state;
    },
    set state(value) {
      state = value >>> 0;
    },
    permutation(length) {
      const order = Int32Array.from({ length }, (_, index) => index);
      for (let last = length - 1; last > 0; last--) {
        const other = nextInteger(last + 1);
        const moved = order[last]!;
        order[last] = order[other]!;
        order[other] = moved;
      }
      return order;
    },
  };
}

/** Mulberry32's output function: a bijection of 32-bit integers that scatters neighbouring states. */
function mix(value: number): number {
  let z = value + 0x6d2b79f5;
  z = Math.imul(z ^ (z >>> 15), z | 1);
  z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
  return (z ^ (z >>> 14)) >>> 0;
}

function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
