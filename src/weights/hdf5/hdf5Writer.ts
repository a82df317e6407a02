/** Writes HDF5 files part by part, straight to their place. */
import type * as H5wasm from 'h5wasm';
import { mountFile } from './mountedFile.js';
import type { RandomAccess } from './randomAccess.js';

/** What Keras keeps below for one attribute: HDF5 has 64 kB for all of a group's in its old form. */
const attributeLimitBytes = 64_512;

/** Makes an HDF5 file in `bytes` with what `fill` writes. */
export async function writeHdf5(bytes: RandomAccess, fill: (writer: Hdf5Writer) => void): Promise<void> {
  try {
    const mounted = await mountFile(bytes);
    try {
      const file = new mounted.h5wasm.File(mounted.path, 'w');
      try {
        fill(new Hdf5Writer(file));
      } finally {
        file.close();
      }
    } finally {
      mounted.unmount();
    }
  } finally {
    bytes.close();
  }
}

/** An HDF5 file in the making. Paths have forward slashes and no leading one; '' is the root. */
export class Hdf5Writer {
  private readonly groups = new Map<string, H5wasm.Group>();

  constructor(file: H5wasm.File) {
    this.groups.set('', file);
  }

  /** Makes a group, and those above it, unless they are there. */
  group(path: string): H5wasm.Group {
    const known = this.groups.get(path);
    if (known !== undefined) return known;
    const [above, name] = split(path);
    const made = this.group(above).create_group(name);
    this.groups.set(path, made);
    return made;
  }

  /** Numbers, row by row, under a path. */
  numbers(path: string, shape: readonly number[], data: Float32Array | Int32Array | BigInt64Array): void {
    const [above, name] = split(path);
    this.group(above).create_dataset({ name, data, shape: [...shape] });
  }

  text(path: string, name: string, value: string): void {
    this.group(path).create_attribute(name, value);
  }

  /** A list of texts, in fixed-length strings as Keras writes them, split over `name0`, `name1`, … where it is long. */
  texts(path: string, name: string, values: readonly string[]): void {
    const group = this.group(path);
    if (values.length === 0) {
      group.create_attribute(name, new Float64Array(0), [0], '<d');
      return;
    }
    const longestBytes = Math.max(1, ...values.map((value) => Buffer.byteLength(value)));
    const perPart = Math.max(1, Math.floor(attributeLimitBytes / longestBytes));
    const write = (attribute: string, part: readonly string[]): void =>
      group.create_attribute(attribute, [...part], null, `S${longestBytes}`);
    if (values.length <= perPart) {
      write(name, values);
      return;
    }
    for (let part = 0; part * perPart < values.length; part++) {
      write(`${name}${part}`, values.slice(part * perPart, (part + 1) * perPart));
    }
  }
}

function split(path: string): [above: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}
