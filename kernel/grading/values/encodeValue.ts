import {
  type ArrayKind,
  arrayKinds,
  deepestValue,
  type Encoded,
  mostParts,
  type TensorKind,
} from './encoded.js';

/** Where functions and instances are kept, to be called by a number. */
export interface Registry {
  /** The number of a function or an instance. */
  keep(value: object): number;
  /** What stands for something that belongs to the other side; undefined for what is this side's own. */
  foreign(value: object): Encoded | undefined;
  /** The number of a function that the other side may call back; without it functions are kept. */
  callback?(value: object): number;
  /** Whether it is a model that is to be rebuilt. */
  isModel?(value: object): boolean;
}

/** The value cannot be sent. */
export class Unsendable extends Error {
  override readonly name = 'TypeError';
}

interface TensorLike {
  dtype: string;
  shape: number[];
  dataSync(): ArrayLike<number>;
}

/**
 * A value as JSON. Accessors are read; what was read is sent, whatever they give the next time.
 * @throws {Unsendable} for what is too large, too deep or in a circle
 */
export function encodeValue(value: unknown, registry: Registry): Encoded {
  let parts = 0;
  const above = new Set<object>();
  const count = (more: number): void => {
    parts += more;
    if (parts > mostParts) throw new Unsendable(`The value has more than ${mostParts} parts.`);
  };
  const within = <T>(container: object, encode: () => T): T => {
    if (above.has(container)) throw new Unsendable('The value contains itself.');
    if (above.size >= deepestValue) throw new Unsendable(`The value is nested ${deepestValue} levels deep.`);
    above.add(container);
    try {
      return encode();
    } finally {
      above.delete(container);
    }
  };
  const encode = (part: unknown): Encoded => {
    count(1);
    switch (typeof part) {
      case 'string':
        count(part.length / 16);
        return part;
      case 'boolean':
        return part;
      case 'number':
        return encodeNumber(part);
      case 'bigint':
        return { bigint: part.toString() };
      case 'undefined':
        return { undefined: true };
      case 'symbol':
        return { symbol: part.description ?? '' };
      case 'function':
        return registry.foreign(part) ?? encodeFunction(part);
      default:
        return part === null ? null : encodeObject(part as object);
    }
  };
  const encodeFunction = (part: object & { name?: unknown }): Encoded => {
    const name = String(part.name).slice(0, 200);
    if (registry.callback !== undefined) return { callback: registry.callback(part), name };
    return { callable: registry.keep(part), name };
  };
  const encodeObject = (part: object): Encoded => {
    const foreign = registry.foreign(part);
    if (foreign !== undefined) return foreign;
    if (Array.isArray(part)) {
      count(part.length);
      return within(part, () => Array.from(part, encode));
    }
    if (part instanceof Error) return { error: { name: text(part.name), message: text(part.message) } };
    if (part instanceof Date) return { date: Number.isNaN(part.getTime()) ? null : part.getTime() };
    const kind = typedKind(part);
    if (kind !== undefined) return encodeArray(kind, part as ArrayBufferView, count);
    if (part instanceof Map) {
      return within(part, () => ({ map: [...part].map(([key, entry]) => [encode(key), encode(entry)]) }));
    }
    if (part instanceof Set) return within(part, () => ({ set: [...part].map(encode) }));
    if (isTensor(part)) return encodeTensor(part, count);
    const prototype = Object.getPrototypeOf(part);
    if (prototype === null || prototype === Object.prototype) {
      return within(part, () => ({
        object: Object.entries(part).map(([key, entry]) => [key, encode(entry)]),
      }));
    }
    const className = text((prototype as { constructor?: { name?: unknown } }).constructor?.name ?? '');
    if (registry.isModel?.(part) === true) return { model: registry.keep(part), className };
    return { instance: registry.keep(part), className };
  };
  return encode(value);
}

function encodeNumber(value: number): Encoded {
  // Not Object.is: the notebook may have replaced it.
  if (Number.isFinite(value)) return value === 0 && 1 / value < 0 ? { number: '-0' } : value;
  return { number: String(value) as 'NaN' };
}

function typedKind(value: object): ArrayKind | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const names = Object.keys(arrayKinds) as ArrayKind[];
  return names.find((name) => value instanceof arrayKinds[name]);
}

function encodeArray(array: ArrayKind, view: ArrayBufferView, count: (parts: number) => void): Encoded {
  count(view.byteLength / 32);
  return { array, bytes: Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64') };
}

function isTensor(value: object): value is TensorLike {
  const { dtype, shape, dataSync } = value as Partial<TensorLike>;
  return typeof dataSync === 'function' && Array.isArray(shape) && typeof dtype === 'string';
}

function encodeTensor(tensor: TensorLike, count: (parts: number) => void): Encoded {
  const { dtype, shape } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new Unsendable(`A tensor of ${dtype} cannot be sent; float32, int32 and bool can.`);
  }
  const numbers = tensor.dataSync();
  count(numbers.length / 8);
  const kind: TensorKind = dtype;
  const view =
    kind === 'float32'
      ? Float32Array.from(numbers)
      : kind === 'int32'
        ? Int32Array.from(numbers)
        : Uint8Array.from(numbers);
  return { tensor: kind, shape: [...shape], bytes: Buffer.from(view.buffer).toString('base64') };
}

function text(value: unknown): string {
  return String(value).slice(0, 10_000);
}
