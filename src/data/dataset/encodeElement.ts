/** An element as a description and bytes, and back. */
import type { DataType, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';

/** What stands in a description for what JSON does not have. */
type Described =
  | string
  | number
  | boolean
  | null
  | Described[]
  | { kind: 'tensor'; dtype: DataType; shape: number[]; bytes: number }
  | { kind: 'array'; type: keyof typeof arrayTypes; bytes: number }
  | { kind: 'record'; entries: [string, Described][] }
  | { kind: 'number'; text: string }
  | { kind: 'undefined' };

const arrayTypes = {
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
} as const;
/** How the values of a tensor are kept. */
const tensorTypes = { float32: 'Float32Array', int32: 'Int32Array', bool: 'Uint8Array' } as const;

/** @throws {ArgumentError} for what cannot be written: functions, texts in tensors, objects of classes */
export async function encodeElement(element: unknown): Promise<{ description: string; bytes: Buffer }> {
  const chunks: Buffer[] = [];
  const described = await describe(element, chunks);
  return { description: JSON.stringify(described), bytes: Buffer.concat(chunks) };
}

/** What `encodeElement` was given, with tensors of its own. */
export function decodeElement(description: string, bytes: Buffer): unknown {
  let offset = 0;
  const next = (length: number): Buffer => {
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  return restored(JSON.parse(description) as Described, next);
}

async function describe(value: unknown, chunks: Buffer[]): Promise<Described> {
  if (value instanceof tf.Tensor) return describeTensor(value as Tensor, chunks);
  if (ArrayBuffer.isView(value)) return describeArray(value, chunks);
  if (value === undefined) return { kind: 'undefined' };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { kind: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Described;
  if (Array.isArray(value)) {
    const items: Described[] = [];
    for (const item of value) items.push(await describe(item, chunks));
    return items;
  }
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    throw notWritten(typeof value === 'object' ? (value as object).constructor.name : typeof value);
  const entries: [string, Described][] = [];
  for (const [name, part] of Object.entries(value as object))
    entries.push([name, await describe(part, chunks)]);
  return { kind: 'record', entries };
}

async function describeTensor(tensor: Tensor, chunks: Buffer[]): Promise<Described> {
  if (!Object.hasOwn(tensorTypes, tensor.dtype)) throw notWritten(`a tensor of type ${tensor.dtype}`);
  const values = (await tensor.data()) as ArrayBufferView;
  const bytes = bytesOf(values);
  chunks.push(bytes);
  return { kind: 'tensor', dtype: tensor.dtype, shape: tensor.shape, bytes: bytes.length };
}

function describeArray(array: ArrayBufferView, chunks: Buffer[]): Described {
  const type = Buffer.isBuffer(array) ? 'Uint8Array' : array.constructor.name;
  if (!isArrayType(type)) throw notWritten(type);
  const bytes = bytesOf(array);
  chunks.push(bytes);
  return { kind: 'array', type, bytes: bytes.length };
}

function restored(described: Described, next: (length: number) => Buffer): unknown {
  if (described === null || typeof described !== 'object') return described;
  if (Array.isArray(described)) return described.map((item) => restored(item, next));
  switch (described.kind) {
    case 'tensor': {
      const values = arrayFrom(
        tensorTypes[described.dtype as keyof typeof tensorTypes],
        next(described.bytes),
      );
      return tf.tensor(values as Float32Array, described.shape, described.dtype);
    }
    case 'array':
      return arrayFrom(described.type, next(described.bytes));
    case 'record':
      return Object.fromEntries(described.entries.map(([name, part]) => [name, restored(part, next)]));
    case 'number':
      return Number(described.text);
    case 'undefined':
      return undefined;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** A copy: views need an offset that is a multiple of their size. */
function arrayFrom(type: keyof typeof arrayTypes, bytes: Buffer): ArrayBufferView {
  const copy = Uint8Array.from(bytes);
  return new arrayTypes[type](copy.buffer);
}

function isArrayType(name: string): name is keyof typeof arrayTypes {
  return Object.hasOwn(arrayTypes, name);
}

function notWritten(what: string): ArgumentError {
  return new ArgumentError(
    `Dataset.cache: ${what} cannot be written to a file. Elements may hold tensors of numbers and booleans, typed arrays, numbers, texts, lists and records.`,
  );
}
