/** Memory that threads write batches into, used again for later batches: the main thread's own would have to be collected
 *  as garbage, batch by batch, which costs more than decoding. */
import type { Tensor } from '@tensorflow/tfjs';
import { copiedFloats } from '../../engine/index.js';
import type { ImageBatch } from './imageJob.js';

/** More pieces than this wait for nothing. */
const keptPieces = 24;
/** Larger batches get memory of their own, so that a few giants do not keep as much forever. */
const keptBytes = 1 << 26;

/** What no batch lies in. */
const free: SharedArrayBuffer[] = [];

/** Memory of at least so many bytes, whatever stands in it. */
export function takeMemory(byteLength: number): SharedArrayBuffer {
  // Not one that is far too large: a flow of small images would hold what one of large images needs.
  const place = free.findIndex((one) => one.byteLength >= byteLength && one.byteLength <= 2 * byteLength);
  return place < 0 ? new SharedArrayBuffer(byteLength) : free.splice(place, 1)[0]!;
}

/** A batch as a tensor, which the caller disposes; the batch's memory is then free for another one. */
export function batchTensor({ values }: ImageBatch, shape: number[]): Tensor {
  const tensor = copiedFloats(values, shape);
  if (values.buffer.byteLength <= keptBytes) {
    free.push(values.buffer);
    if (free.length > keptPieces) free.shift();
  }
  return tensor;
}
