/** Writes weights as a safetensors file: `layer/weight` → float32 or int32, in Keras's shapes. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { RandomAccess } from '../hdf5/randomAccess.js';
import { layerPlaces } from '../keras3Layout.js';
import { numbersOf, shortName, type Weight } from '../placements.js';

/** Numbers begin at multiples of so many bytes, as the reference writes them. */
const alignmentBytes = 8;

/**
 * @param access a new file; whoever opened it closes it
 * @throws {ArgumentError} if two weights have the same name
 */
export function writeSafetensors(access: RandomAccess, model: LayersModel): void {
  const weights = namedWeights(model);
  const header: Record<string, unknown> = { __metadata__: { format: 'keras' } };
  let end = 0;
  for (const [name, weight] of weights) {
    const { shape, data } = numbersOf(weight);
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(text.length / alignmentBytes) * alignmentBytes, ' ');
  text.copy(padded);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(padded.length));
  let position = 0;
  const append = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length; ) {
      written += access.write!(bytes.subarray(written), position + written);
    }
    position += bytes.length;
  };
  append(prefix);
  append(padded);
  for (const weight of weights.values()) {
    const { data } = numbersOf(weight);
    append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}

function namedWeights(model: LayersModel): Map<string, Weight> {
  const named = new Map<string, Weight>();
  for (const { layer, weights } of layerPlaces(model)) {
    for (const weight of weights) {
      const name = `${layer}/${shortName(weight)}`;
      if (named.has(name)) {
        throw new ArgumentError(
          `saveWeights: two weights are called ${name}, which a .safetensors file cannot tell apart. Give each layer a name of its own, or use .weights.h5.`,
        );
      }
      named.set(name, weight);
    }
  }
  return named;
}
