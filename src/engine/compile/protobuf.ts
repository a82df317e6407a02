/** The protobuf wire format, as far as graphs need it: https://protobuf.dev/programming-guides/encoding/ */

export type Bytes = readonly Buffer[];

export function text(field: number, value: string): Bytes {
  return bytes(field, Buffer.from(value));
}

export function message(field: number, parts: Bytes): Bytes {
  return bytes(field, Buffer.concat(parts));
}

export function bytes(field: number, value: Buffer): Bytes {
  return [varint((field << 3) | 2), varint(value.length), value];
}

export function integer(field: number, value: number): Bytes {
  return [varint(field << 3), varint(value)];
}

export function float(field: number, value: number): Bytes {
  const number = Buffer.alloc(4);
  number.writeFloatLE(value);
  return [varint((field << 3) | 5), number];
}

/** Seven bits a byte, the lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const written: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    written.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(written);
}
