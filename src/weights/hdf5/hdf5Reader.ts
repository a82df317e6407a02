/** Reads HDF5 files without trusting them: every fault of the file is a DataError that names it. */
import type * as H5wasm from 'h5wasm';
import { DataError } from '../../errors.js';
import { type MountedFile, mountFile } from './mountedFile.js';
import type { RandomAccess } from './randomAccess.js';

/** Numbers of a data set, row by row. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const signature = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);

/** HDF5's number for a string type. */
const stringType = 3;

/**
 * Opens an HDF5 file, hands it to `use`, and closes it whatever happens.
 * @param label what errors call the file
 * @throws {DataError} if it is no HDF5 file, or truncated or damaged
 */
export async function withHdf5<Result>(
  bytes: RandomAccess,
  label: string,
  use: (reader: Hdf5Reader) => Result,
): Promise<Result> {
  try {
    const start = new Uint8Array(signature.length);
    bytes.read(start, 0);
    if (start.some((byte, index) => byte !== signature[index])) {
      throw new DataError(
        `${label} is not an HDF5 file. Give a file that Keras or cuaderno saved, or download it again.`,
      );
    }
    const mounted = await mountFile(bytes);
    try {
      return useAndClose(mounted, bytes.sizeBytes(), label, use);
    } finally {
      mounted.unmount();
    }
  } finally {
    bytes.close();
  }
}

function useAndClose<Result>(
  { h5wasm, path }: MountedFile,
  sizeBytes: number,
  label: string,
  use: (reader: Hdf5Reader) => Result,
): Result {
  const file = guarded(label, () => new h5wasm.File(path, 'r'));
  try {
    return use(new Hdf5Reader(file, h5wasm, sizeBytes, label));
  } finally {
    file.close();
  }
}

/** An open HDF5 file. Paths have forward slashes and no leading one; '' is the root. */
export class Hdf5Reader {
  constructor(
    private readonly file: H5wasm.File,
    private readonly h5wasm: typeof H5wasm,
    private readonly sizeBytes: number,
    /** What errors call the file. */
    readonly label: string,
  ) {}

  hasGroup(path: string): boolean {
    return this.find(path) instanceof this.h5wasm.Group;
  }

  hasData(path: string): boolean {
    return this.find(path) instanceof this.h5wasm.Dataset;
  }

  /** The names in a group; none where there is no group. */
  names(path: string): string[] {
    const group = this.find(path);
    return group instanceof this.h5wasm.Group ? guarded(this.label, () => group.keys()) : [];
  }

  /** @throws {DataError} if there are no numbers at the path */
  shapeOf(path: string): number[] {
    return guarded(this.label, () => this.data(path).shape) ?? this.refuse(path, 'has no shape');
  }

  /**
   * The numbers at a path. Look at `shapeOf` first: this reads all of them.
   * @throws {DataError} if there are none, or they are of a type that a weight cannot have
   */
  numbers(path: string): Numbers {
    const data = this.data(path);
    const value = guarded(this.label, () => data.value);
    if (ArrayBuffer.isView(value) && !(value instanceof Uint8ClampedArray)) return value;
    if (typeof value === 'number') return Float64Array.of(value);
    if (typeof value === 'bigint') return BigInt64Array.of(value);
    return this.refuse(path, `holds ${String(data.dtype)} where numbers were expected`);
  }

  /** A text attribute of a group; undefined where there is none. */
  text(path: string, name: string): string | undefined {
    const value = this.attribute(path, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** A list of texts, also one that was split over `name0`, `name1`, … because it was too long for one attribute. */
  texts(path: string, name: string): string[] | undefined {
    const whole = this.attribute(path, name);
    if (whole !== undefined) return textsIn(whole);
    const parts: string[] = [];
    for (let part = 0; ; part++) {
      const value = this.attribute(path, `${name}${part}`);
      if (value === undefined) return part === 0 ? undefined : parts;
      parts.push(...textsIn(value));
    }
  }

  private attribute(path: string, name: string): unknown {
    const group = this.find(path);
    if (!(group instanceof this.h5wasm.Group)) return undefined;
    return guarded(this.label, () => {
      const attribute = group.attrs[name];
      if (attribute === undefined) return undefined;
      const { metadata } = attribute;
      const count = (metadata.shape ?? []).reduce((product, size) => product * size, 1);
      // An attribute lies in the file as it is: one that claims more than the file has is a lie.
      if (count * metadata.size > this.sizeBytes) {
        throw new DataError(
          `${this.label} is damaged: its attribute ${name} claims more than the file holds.`,
        );
      }
      // An empty list has a type of its own in Keras's files (float64).
      if (metadata.type !== stringType && count === 0) return [];
      return attribute.value as unknown;
    });
  }

  private data(path: string): H5wasm.Dataset {
    const data = this.find(path);
    if (data instanceof this.h5wasm.Dataset) return data;
    return this.refuse(path, 'is missing, or holds no numbers');
  }

  private find(path: string): H5wasm.Entity | null {
    if (path === '') return this.file;
    return guarded(this.label, () => this.file.get(path));
  }

  private refuse(path: string, reason: string): never {
    throw new DataError(
      `${this.label}: “${path}” ${reason}. Save the model again, or download the file again.`,
    );
  }
}

/** HDF5's own complaints are about its insides; the user needs the file's name and what to do. */
function guarded<Result>(label: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = String((error as Error)?.message ?? error).split('\n')[0];
    throw new DataError(
      `${label} is truncated or damaged (${reason}). Copy or download it again, or save the model again.`,
      { cause: error },
    );
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}
