/** Reading a layer's arguments: each is checked, completed with Keras's default, and complains in the same words. */
import { ArgumentError } from '../errors.js';

/** Turns what was given for one argument into its value. `where` is how to name it: `conv2D: filters`. */
export type Reader<T> = (value: unknown, where: string) => T;

/** The readers of all arguments of a layer. */
export type Schema = Record<string, Reader<unknown>>;

let isFromFile = false;

/** Makes a layer from a saved configuration. What its writer had and this layer has not (an argument of another version
 *  of Keras, what tfjs adds to every configuration) is passed over; whoever reads the file judges what is lost. */
export function fromFile<Made>(make: () => Made): Made {
  const before = isFromFile;
  isFromFile = true;
  try {
    return make();
  } finally {
    isFromFile = before;
  }
}

/** The values that a schema reads. */
export type Values<S extends Schema> = { [Name in keyof S]: ReturnType<S[Name]> };

/**
 * All arguments of a layer, completed.
 * @param label the layer's name in messages, such as `conv2D`
 * @param general names of arguments that are read elsewhere
 * @throws {ArgumentError} for a value that is not allowed, and for a name that is none
 */
export function readArguments<S extends Schema>(
  label: string,
  given: object,
  schema: S,
  general: readonly string[] = [],
): Values<S> {
  for (const [name, value] of Object.entries(given)) {
    if (name in schema || general.includes(name) || isFromFile) continue;
    // What another version of Keras says it does not use needs no answer here.
    if (value === undefined || value === null || value === false) continue;
    const names = [...Object.keys(schema), ...general.slice(0, 3)];
    throw new ArgumentError(`${label}: unknown argument ${name}. Expected some of: ${names.join(', ')}.`);
  }
  const entries = Object.entries(schema).map(([name, read]) => [
    name,
    read((given as Record<string, unknown>)[name] ?? undefined, `${label}: ${name}`),
  ]);
  // Object.fromEntries forgets which name has which type; the schema knows.
  return Object.fromEntries(entries) as Values<S>;
}

/** An argument that may be left out. */
export function optional<T>(read: Reader<T>, whenMissing: T | (() => T)): Reader<T> {
  return (value, where) => {
    if (value !== undefined && value !== null) return read(value, where);
    return typeof whenMissing === 'function' ? (whenMissing as () => T)() : whenMissing;
  };
}

/** An argument that may be left out, and is then null. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return optional<T | null>(read, null);
}

export const positiveInteger: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw complaint(where, 'a whole number of at least 1', value);
};

export const integer: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw complaint(where, 'a whole number', value);
};

export const boolean: Reader<boolean> = (value, where) => {
  if (typeof value === 'boolean') return value;
  throw complaint(where, 'true or false', value);
};

/** A finite number from `least` to `most`. */
export function number(least = -Infinity, most = Infinity): Reader<number> {
  return (value, where) => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most) return value;
    throw complaint(where, `a number${range(least, most)}`, value);
  };
}

/** A positive number. */
export const positive: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw complaint(where, 'a positive number', value);
};

/** A share that may be dropped: in [0, 1). */
export const rate: Reader<number> = (value, where) => {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw complaint(where, 'a number in [0, 1)', value);
};

/** A seed of our generators: a whole number, or null for one from `setSeed`'s stream. */
export const seed: Reader<number | null> = nullable((value, where) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw complaint(where, 'a whole number', value);
});

/** One of some words, as they are or as Python writes them (`channels_last` for `channelsLast`). */
export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value, where) => {
    const found = words.find((word) => word === value || snakeCase(word) === value);
    if (found !== undefined) return found;
    throw complaint(where, words.map((word) => `'${word}'`).join(' or '), value);
  };
}

/** `rank` whole numbers of at least `least`, or one that stands for all. */
export function lengths(rank: number, least = 1): Reader<number[]> {
  const noun = least === 1 ? 'a positive whole number' : `a whole number of at least ${least}`;
  return (value, where) => {
    const numbers = Array.isArray(value) ? (value as unknown[]) : Array<unknown>(rank).fill(value);
    const fits = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= least;
    if (numbers.length === rank && numbers.every(fits)) return [...numbers];
    throw complaint(where, rank === 1 ? noun : `${noun} or a ${groups[rank]} of them`, value);
  };
}

const groups: Record<number, string> = { 2: 'pair [height, width]', 3: 'triple [depth, height, width]' };

/** Whole numbers, at least one. */
export const integers: Reader<number[]> = (value, where) => {
  const isWhole = (n: unknown): n is number => Number.isSafeInteger(n);
  if (Array.isArray(value) && value.length > 0 && value.every(isWhole)) return [...value];
  throw complaint(where, 'a list of whole numbers', value);
};

/** One axis or several, as they were given. */
export const axes: Reader<number | number[]> = (value, where) => {
  if (!Array.isArray(value)) return integer(value, where);
  const list = integers(value, where);
  if (new Set(list).size === list.length) return list;
  throw complaint(where, 'different axes', value);
};

/** The error for a value that is not what was expected. */
export function complaint(where: string, expected: string, value: unknown): ArgumentError {
  return new ArgumentError(`${where} must be ${expected}; received ${show(value)}.`);
}

/** A value as it may stand in a message. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return `a function ${value.name}`.trim();
  return JSON.stringify(value) ?? String(value);
}

function range(least: number, most: number): string {
  if (least === -Infinity && most === Infinity) return '';
  if (most === Infinity) return ` of at least ${least}`;
  return least === -Infinity ? ` of at most ${most}` : ` from ${least} to ${most}`;
}

function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
