/** Writes .keras archives (zip, nothing compressed, as Keras does). */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ArchivePart {
  name: string;
  /** A text, or the path of a file whose bytes are the part. */
  content: { text: string } | { file: string };
}

/** Writes the parts into a new file, as a stream: no part is held in memory. */
export async function writeArchive(path: string, parts: readonly ArchivePart[]): Promise<void> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx' }));
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  for (const { name, content } of parts) {
    if ('text' in content) zip.addBuffer(Buffer.from(content.text), name, { compress: false });
    else zip.addFile(content.file, name, { compress: false });
  }
  zip.end();
  await Promise.race([written, failed]);
}
