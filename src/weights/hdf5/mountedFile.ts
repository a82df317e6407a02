/** HDF5's library runs in WebAssembly, in a file system of its own. Of this machine it sees the one file that is mounted
 *  there: an HDF5 file that points to other files (external links, external storage, virtual data sets) finds nothing. */
import type * as H5wasm from 'h5wasm';
import type { RandomAccess } from './randomAccess.js';

export interface MountedFile {
  h5wasm: typeof H5wasm;
  /** Its path inside the library's file system. */
  path: string;
  unmount(): void;
}

let mounted = 0;

/** Makes the bytes a file for HDF5, which reads and writes them in place. */
export async function mountFile(bytes: RandomAccess): Promise<MountedFile> {
  const h5wasm = await import('h5wasm');
  const library = await h5wasm.ready;
  // Otherwise HDF5 prints its complaints, and goes on with a file that it did not open.
  library.activate_throwing_error_handler();
  const files = library.FS as unknown as EmscriptenFiles;
  mounted += 1;
  const path = `/cuaderno-${mounted}.h5`;
  files.writeFile(path, new Uint8Array(0));
  const { node } = files.lookupPath(path);
  node.usedBytes = bytes.sizeBytes();
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream, heap, offset, length, position) => bytes.read(bytesOf(heap, offset, length), position),
    write(_stream, heap, offset, length, position) {
      const written = bytes.write?.(bytesOf(heap, offset, length), position) ?? 0;
      node.usedBytes = Math.max(node.usedBytes, position + written);
      return written;
    },
  };
  node.node_ops = {
    ...node.node_ops,
    setattr(_node, attributes) {
      if (attributes.size === undefined) return;
      bytes.truncate?.(attributes.size);
      node.usedBytes = attributes.size;
    },
  };
  return { h5wasm, path, unmount: () => files.unlink(path) };
}

/** What is used of Emscripten's file system; its own types leave the operations out. */
interface EmscriptenFiles {
  writeFile(path: string, data: Uint8Array): void;
  lookupPath(path: string): { node: EmscriptenNode };
  unlink(path: string): void;
}

type Transfer = (
  stream: unknown,
  heap: Int8Array,
  offset: number,
  length: number,
  position: number,
) => number;

interface EmscriptenNode {
  usedBytes: number;
  stream_ops: { read: Transfer; write: Transfer };
  node_ops: { setattr(node: EmscriptenNode, attributes: { size?: number }): void };
}

function bytesOf(heap: Int8Array, offset: number, length: number): Uint8Array {
  return new Uint8Array(heap.buffer, heap.byteOffset + offset, length);
}
