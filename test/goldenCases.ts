/** Reference values from real Keras: test/golden, or the folder named by CUADERNO_GOLDEN. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { type Tensor, tf } from '../src/engine/index.js';

export interface GoldenArray {
  shape: number[];
  dtype: string;
  data: (number | string)[] | string;
}

interface IndexEntry {
  id: string;
  kind: string;
  file: string;
}

export interface Tolerance {
  rtol: number;
  atol: number;
}

/** A folder of reference cases and their index. */
export interface GoldenSet {
  folder: string;
  /** The ids of all cases of a kind. */
  ids(kind: string): string[];
  /** One case, by its id. */
  case<Case>(id: string): Case;
}

const folder = path.resolve(process.env.CUADERNO_GOLDEN ?? path.join(import.meta.dirname, 'golden'));

/** The cases of a folder in the form of test/golden. */
export function goldenSet(folder: string): GoldenSet {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const index = read('index.json') as IndexEntry[];
  return {
    folder,
    ids: (kind) => index.filter((entry) => entry.kind === kind).map((entry) => entry.id),
    case<Case>(id: string): Case {
      const entry = index.find((one) => one.id === id);
      if (entry === undefined) throw new Error(`The reference values in ${folder} have no case ${id}.`);
      return read(entry.file) as Case;
    },
  };
}

/** The reference values of test/golden. */
export const golden: GoldenSet = goldenSet(folder);

/** The ids of all cases of a kind. */
export function goldenIds(kind: string): string[] {
  return golden.ids(kind);
}

/** One case, by its id. */
export function goldenCase<Case>(id: string): Case {
  return golden.case<Case>(id);
}

/** A text file of the reference values. */
export function goldenText(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

/** Where a file of the reference values lies. */
export function goldenPath(file: string): string {
  return path.join(folder, file);
}

/** The numbers of an array, row by row. */
export function numbersOf(array: GoldenArray): number[] {
  if (typeof array.data !== 'string') return array.data.map(Number);
  const bytes = Buffer.from(array.data, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [size, read] = readers[array.dtype] ?? unknownType(array.dtype);
  return Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
}

export function tensorOf(array: GoldenArray): Tensor {
  return tf.tensor(numbersOf(array), array.shape, array.dtype.startsWith('float') ? 'float32' : 'int32');
}

/** Fails with the first place where |actual − expected| > atol + rtol·|expected|. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [actual[index]!, expected[index]!];
    if (Object.is(a, b) || Math.abs(a - b) <= tolerance.atol + tolerance.rtol * Math.abs(b)) continue;
    expect.fail(`element ${index}: ${a} is not within tolerance of ${b}`);
  }
}

type Reader = (view: DataView, offset: number) => number;

const readers: Record<string, [sizeBytes: number, read: Reader]> = {
  float32: [4, (view, offset) => view.getFloat32(offset, true)],
  float64: [8, (view, offset) => view.getFloat64(offset, true)],
  int32: [4, (view, offset) => view.getInt32(offset, true)],
  int64: [8, (view, offset) => Number(view.getBigInt64(offset, true))],
  bool: [1, (view, offset) => view.getUint8(offset)],
  uint8: [1, (view, offset) => view.getUint8(offset)],
};

function unknownType(dtype: string): never {
  throw new Error(`The reference values hold a type that is not read yet: ${dtype}`);
}
