/** Reads safetensors files without trusting them. The format: 8 bytes that say how long a JSON header is, the header
 *  (name → type, shape, where the numbers lie), the numbers. Reference: github.com/huggingface/safetensors. */
import { DataError } from '../../errors.js';
import { isJsonObject, type Json, parseJsonObject } from '../config/json.js';
import type { Numbers } from '../hdf5/hdf5Reader.js';
import type { RandomAccess } from '../hdf5/randomAccess.js';
import { fromBfloat16, fromFloat16 } from './halfPrecision.js';

interface Entry {
  dtype: Dtype;
  shape: number[];
  /** From the first byte of the numbers on. */
  startByte: number;
  sizeBytes: number;
}

const prefixBytes = 8;
/** As in the reference. */
const maxHeaderBytes = 100_000_000;

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  F16: Uint16Array,
  BF16: Uint16Array,
} as const;

type Dtype = keyof typeof arrays;
type WholeDtype = Exclude<Dtype, 'F16' | 'BF16'>;

const decoders: Partial<Record<Dtype, (halves: Uint16Array) => Float32Array>> = {
  F16: fromFloat16,
  BF16: fromBfloat16,
};

/** Whether a file begins as one of these does: a length, then `{`. */
export function isSafetensors(access: RandomAccess): boolean {
  const start = new Uint8Array(prefixBytes + 1);
  if (access.read(start, 0) < start.length || start[prefixBytes] !== '{'.charCodeAt(0)) return false;
  const headerBytes = new DataView(start.buffer).getBigUint64(0, true);
  return headerBytes <= BigInt(maxHeaderBytes);
}

/** An open safetensors file; whoever opened the access closes it. */
export class SafetensorsReader {
  private readonly entries = new Map<string, Entry>();
  private readonly dataByte: number;

  /** @throws {DataError} if the file is damaged, or says what cannot be */
  constructor(
    private readonly access: RandomAccess,
    /** What errors call the file. */
    readonly label: string,
  ) {
    const header = this.header();
    this.dataByte = prefixBytes + header.length;
    const described = parseJsonObject(new TextDecoder().decode(header), label);
    for (const [name, entry] of Object.entries(described)) {
      if (name !== '__metadata__') this.entries.set(name, this.entry(name, entry));
    }
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  /** @throws {DataError} if there is no such tensor */
  shapeOf(name: string): number[] {
    return this.found(name).shape;
  }

  /** @throws {DataError} if there is no such tensor, or the file ends before it */
  numbers(name: string): Numbers {
    const { dtype, startByte, sizeBytes } = this.found(name);
    const bytes = new Uint8Array(sizeBytes);
    if (this.access.read(bytes, this.dataByte + startByte) < sizeBytes) this.refuse(`ends within “${name}”`);
    const decode = decoders[dtype];
    if (decode !== undefined) return decode(new Uint16Array(bytes.buffer));
    return new arrays[dtype as WholeDtype](bytes.buffer);
  }

  private found(name: string): Entry {
    return this.entries.get(name) ?? this.refuse(`has no “${name}”`);
  }

  private header(): Uint8Array {
    const prefix = new Uint8Array(prefixBytes);
    this.access.read(prefix, 0);
    const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
    if (headerBytes > Math.min(maxHeaderBytes, this.access.sizeBytes() - prefixBytes))
      this.refuse('ends within its header');
    const header = new Uint8Array(headerBytes);
    this.access.read(header, prefixBytes);
    return header;
  }

  private entry(name: string, described: Json | undefined): Entry {
    const { dtype, shape, data_offsets: offsets } = isJsonObject(described) ? described : {};
    if (typeof dtype !== 'string' || !isWholeNumbers(shape) || !isWholeNumbers(offsets))
      this.refuse(`describes “${name}” in no known way`);
    if (!Object.hasOwn(arrays, dtype)) {
      throw new DataError(
        `${this.label}: “${name}” has numbers of type ${dtype}; expected one of ${Object.keys(arrays).join(', ')}. Save it as F32.`,
      );
    }
    const [start = 0, end = 0] = offsets;
    const sizeBytes =
      arrays[dtype as Dtype].BYTES_PER_ELEMENT * shape.reduce((count, size) => count * size, 1);
    if (offsets.length !== 2 || end - start !== sizeBytes)
      this.refuse(`gives “${name}” other bytes than its shape needs`);
    if (this.dataByte + end > this.access.sizeBytes()) this.refuse(`ends before “${name}” does`);
    return { dtype: dtype as Dtype, shape, startByte: start, sizeBytes };
  }

  private refuse(reason: string): never {
    throw new DataError(`${this.label} is truncated or damaged: it ${reason}. Copy or download it again.`);
  }
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}
