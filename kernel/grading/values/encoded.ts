/** Values on their way between the student's process and the examiner: JSON, of which nothing runs when it is read.
 *
 *  Plain text, finite numbers, true, false and null stand for themselves, a list for a list; everything else is an object
 *  whose one key says what it is. Functions and instances stay where they are and are called by a number. */

import type { EnclosedFiles } from './enclosedFiles.js';

export type Encoded =
  | null
  | boolean
  | number
  | string
  | Encoded[]
  | { undefined: true }
  /** NaN, the infinities, −0. */
  | { number: 'NaN' | 'Infinity' | '-Infinity' | '-0' }
  | { bigint: string }
  | { symbol: string }
  | { date: number | null }
  /** Its own enumerable properties, in order. */
  | { object: [string, Encoded][] }
  | { map: [Encoded, Encoded][] }
  | { set: Encoded[] }
  /** Numbers of a typed array, base64. */
  | { array: ArrayKind; bytes: string }
  | { tensor: TensorKind; shape: number[]; bytes: string }
  | { error: { name: string; message: string } }
  | { callable: number; name: string }
  | { instance: number; className: string }
  /** A function of the side that sends it, to be called over there while the other side waits. */
  | { callback: number; name: string }
  /** A model of the student's: it is rebuilt from its weights in a process that has run none of the student's code. */
  | { model: number; className: string };

export const arrayKinds = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type ArrayKind = keyof typeof arrayKinds;
export type TensorKind = 'float32' | 'int32' | 'bool';

/** What the other side says to a request. */
export type Reply =
  | { id: number; value: Encoded; isPromise?: true }
  /** The code threw. */
  | { id: number; thrown: { name: string; message: string } };

/** The student's code calls a function of the test's, and waits. */
export interface Callback {
  callback: number;
  args: Encoded[];
}

/** What the function gave. */
export type CallbackReply = { returned: Encoded } | { thrown: { name: string; message: string } };

/** What the examiner's side asks of the student's process. */
export type Request =
  | {
      id: number;
      ask: 'run';
      program: { key: string; title: string; javascript: string; sourceMap: string; source: string };
    }
  | { id: number; ask: 'read'; name: string }
  | { id: number; ask: 'call'; target: number; self?: Encoded; args: Encoded[] }
  | { id: number; ask: 'construct'; target: number; args: Encoded[] }
  | { id: number; ask: 'get'; target: number; key: string }
  | { id: number; ask: 'set'; target: number; key: string; value: Encoded }
  | { id: number; ask: 'own'; target: number }
  /** A model's architecture and weights, as the bytes of a .keras file. */
  | { id: number; ask: 'bytes'; target: number }
  /** Of a process that has run no cells: makes a model of such bytes. */
  | { id: number; ask: 'load'; bytes: Encoded }
  /** Before any cell: puts files beside the notebook. */
  | { id: number; ask: 'files'; files: EnclosedFiles };

/** A question without its number. */
export type Question = Request extends infer Kind ? (Kind extends Request ? Omit<Kind, 'id'> : never) : never;

/** What the examiner asks the supervisor. */
export type ExaminerQuestion =
  /** The student's process, or the one of that number that holds a model. */
  | (Question & { process?: number })
  /** A model of the student's, rebuilt. */
  | { ask: 'rebuild'; target: number };

/** Bytes of one message; whoever sends more is cut off. */
export const longestMessage = 64 * 1024 * 1024;
/** Lists, objects and numbers within one value. */
export const mostParts = 2_000_000;
export const deepestValue = 200;
