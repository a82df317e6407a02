/** The official binary format: records of the label bytes and 3072 bytes of red, green and blue planes.
 *  https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version". */
import { DataError } from '../../src/errors.js';

const planeBytes = 32 * 32;
const imageSizeBytes = 3 * planeBytes;

/** What stands before the pixels of a record. */
export interface RecordLabels {
  sizeBytes: number;
  /**
   * The class of a record.
   * @returns a reason in words where the bytes are no labels
   */
  labelAt(content: Uint8Array, start: number): number | string;
}

/**
 * Reads one batch file of any number of records; the planes become pixels, length×32×32×3.
 * @param name names the file in an error
 * @throws {DataError} if the file does not consist of whole records or a label is wrong
 */
export function binaryBatch(
  content: Uint8Array,
  name: string,
  recordLabels: RecordLabels,
): { labels: Uint8Array; images: Uint8Array } {
  const recordBytes = recordLabels.sizeBytes + imageSizeBytes;
  const length = content.length / recordBytes;
  if (!Number.isInteger(length)) {
    throw new DataError(
      `${name}: ${content.length} bytes are not a whole number of records of ${recordBytes} bytes.`,
    );
  }
  const labels = new Uint8Array(length);
  const images = new Uint8Array(length * imageSizeBytes);
  for (let record = 0; record < length; record++) {
    const start = record * recordBytes;
    const label = recordLabels.labelAt(content, start);
    if (typeof label === 'string') throw new DataError(`${name}: record ${record} ${label}.`);
    labels[record] = label;
    let to = record * imageSizeBytes;
    const red = start + recordLabels.sizeBytes;
    for (let pixel = red; pixel < red + planeBytes; pixel++) {
      images[to++] = content[pixel]!;
      images[to++] = content[pixel + planeBytes]!;
      images[to++] = content[pixel + 2 * planeBytes]!;
    }
  }
  return { labels, images };
}
