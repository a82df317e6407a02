/** The official binary format: records of one label byte and 3072 bytes of red, green and blue planes.
 *  https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version". */
import { DataError } from '../../src/errors.js';

const planeBytes = 32 * 32;
const imageSizeBytes = 3 * planeBytes;

/**
 * Reads one batch file of any number of records; the planes become pixels, length×32×32×3.
 * @param name names the file in an error
 * @throws {DataError} if the file does not consist of whole records or a label is above 9
 */
export function binaryBatch(content: Uint8Array, name: string): { labels: Uint8Array; images: Uint8Array } {
  const recordBytes = 1 + imageSizeBytes;
  const length = content.length / recordBytes;
  if (!Number.isInteger(length)) {
    throw new DataError(
      `${name}: ${content.length} bytes are not a whole number of records of ${recordBytes} bytes.`,
    );
  }
  const labels = new Uint8Array(length);
  const images = new Uint8Array(length * imageSizeBytes);
  for (let record = 0; record < length; record++) {
    const from = record * recordBytes;
    const label = content[from]!;
    if (label > 9) throw new DataError(`${name}: record ${record} has label ${label}, expected 0 to 9.`);
    labels[record] = label;
    let to = record * imageSizeBytes;
    for (let pixel = from + 1; pixel <= from + planeBytes; pixel++) {
      images[to++] = content[pixel]!;
      images[to++] = content[pixel + planeBytes]!;
      images[to++] = content[pixel + 2 * planeBytes]!;
    }
  }
  return { labels, images };
}
