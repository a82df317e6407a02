import { arrayKinds, deepestValue, type Encoded, mostParts, type TensorKind } from './encoded.js';

/** What becomes of things that stay on the other side, and of tensors. */
export interface Makers {
  callable(target: number, name: string): unknown;
  instance(target: number, className: string): unknown;
  /** A function of the other side, or one of this side's own that comes back. */
  callback?(target: number, name: string): unknown;
  model?(target: number, className: string): unknown;
  tensor(values: Float32Array | Int32Array | Uint8Array, shape: number[], kind: TensorKind): unknown;
}

/** What came is no encoded value. */
class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Data of this side's own making from what the other side sent, which may be anything: every part is checked, nothing
 * is called, and no name in it reaches a prototype.
 * @throws {Malformed} for anything that is not an encoded value
 */
export function decodeValue(encoded: unknown, makers: Makers): unknown {
  let parts = 0;
  const decode = (part: unknown, depth: number): unknown => {
    if (++parts > mostParts) throw new Malformed(`more than ${mostParts} parts`);
    if (depth > deepestValue) throw new Malformed(`nested more than ${deepestValue} levels deep`);
    if (part === null || ['string', 'boolean', 'number'].includes(typeof part)) return part;
    if (Array.isArray(part)) return part.map((entry) => decode(entry, depth + 1));
    if (typeof part !== 'object') throw new Malformed(`a ${typeof part}`);
    return decodeTagged(part as Record<string, unknown>, depth + 1);
  };
  const decodeTagged = (part: Record<string, unknown>, depth: number): unknown => {
    const [tag] = Object.keys(part);
    const content = tag === undefined ? undefined : part[tag];
    switch (tag as keyof Extract<Encoded, object> | undefined | string) {
      case 'undefined':
        return undefined;
      case 'number':
        return requireOneOf(content, {
          NaN: Number.NaN,
          Infinity: Infinity,
          '-Infinity': -Infinity,
          '-0': -0,
        });
      case 'bigint':
        return BigInt(requireText(content, /^-?\d{1,10000}$/));
      case 'symbol':
        return Symbol(requireText(content));
      case 'date':
        return new Date(content === null ? Number.NaN : requireNumber(content));
      case 'object':
        return decodeObject(requireList(content), depth);
      case 'map':
        return new Map(requireList(content).map((entry) => decodePair(entry, depth)));
      case 'set':
        return new Set(requireList(content).map((entry) => decode(entry, depth)));
      case 'array':
        return decodeArray(content, part.bytes);
      case 'tensor':
        return decodeTensor(content, part.shape, part.bytes);
      case 'error':
        return decodeError(content);
      case 'callable':
        return makers.callable(requireHandle(content), requireText(part.name));
      case 'instance':
        return makers.instance(requireHandle(content), requireText(part.className));
      case 'callback':
        if (makers.callback === undefined) throw new Malformed('a function where none can be');
        return makers.callback(requireHandle(content), requireText(part.name));
      case 'model':
        if (makers.model === undefined) throw new Malformed('a model where none can be');
        return makers.model(requireHandle(content), requireText(part.className));
      default:
        throw new Malformed('an unknown kind of value');
    }
  };
  const decodePair = (entry: unknown, depth: number): [unknown, unknown] => {
    const [key, value] = requireList(entry);
    return [decode(key, depth), decode(value, depth)];
  };
  const decodeObject = (entries: unknown[], depth: number): object => {
    const object = {};
    for (const entry of entries) {
      const [key, value] = requireList(entry);
      // Defined, not assigned: a key may be called __proto__.
      Object.defineProperty(object, requireText(key), {
        value: decode(value, depth),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return object;
  };
  const decodeTensor = (kind: unknown, shape: unknown, bytes: unknown): unknown => {
    const Kind = requireOneOf(kind, { float32: Float32Array, int32: Int32Array, bool: Uint8Array });
    const values = typedArray(Kind, bytes) as Float32Array | Int32Array | Uint8Array;
    const sizes = requireList(shape).map(requireHandle);
    if (sizes.reduce((product, size) => product * size, 1) !== values.length) {
      throw new Malformed('a tensor whose shape does not fit its numbers');
    }
    return makers.tensor(values, sizes, kind as TensorKind);
  };
  return decode(encoded, 0);
}

function decodeArray(kind: unknown, bytes: unknown): unknown {
  return typedArray(requireOneOf(kind, arrayKinds) as Float32ArrayConstructor, bytes);
}

function typedArray(
  Kind: { new (buffer: ArrayBuffer): ArrayLike<unknown>; BYTES_PER_ELEMENT: number },
  bytes: unknown,
): ArrayLike<unknown> {
  const buffer = Buffer.from(requireText(bytes), 'base64');
  if (buffer.length % Kind.BYTES_PER_ELEMENT !== 0) throw new Malformed('an array with half a number');
  return new Kind(Uint8Array.from(buffer).buffer);
}

function decodeError(content: unknown): Error {
  if (typeof content !== 'object' || content === null) throw new Malformed('an error without a message');
  const { name, message } = content as { name?: unknown; message?: unknown };
  const error = new Error(requireText(message));
  error.name = requireText(name);
  return error;
}

function requireText(value: unknown, form?: RegExp): string {
  if (typeof value === 'string' && (form === undefined || form.test(value))) return value;
  throw new Malformed('a text is missing');
}

function requireNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new Malformed('a number is missing');
}

function requireHandle(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new Malformed('a whole number is missing');
}

function requireList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Malformed('a list is missing');
}

function requireOneOf<T>(value: unknown, choices: Readonly<Record<string, T>>): T {
  if (typeof value === 'string' && Object.hasOwn(choices, value)) return choices[value]!;
  throw new Malformed('an unknown kind');
}
