import { writeFileSync } from 'node:fs';
import { ZipFile } from 'yazl';

/** An entry of a zip archive of a test's. */
export interface ZipEntry {
  name: string;
  content?: Buffer | string;
  /** The kind and the rights of the file, as Unix writes them. */
  mode?: number;
}

/** Writes a zip archive. */
export async function writeZip(file: string, entries: readonly ZipEntry[]): Promise<string> {
  writeFileSync(file, await zipOf(entries));
  return file;
}

/** A zip archive in memory. */
export async function zipOf(entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content = '', mode } of entries) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name, { mode: mode ?? 0o100644 });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The same archive with other letters in all its names of this one: what no writer would write. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('the names must be of one length');
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}
