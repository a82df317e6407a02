import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export type TarEntry = Partial<Header> & { name: string; content?: Buffer | string };

/** Writes a tar archive, packed by what its name ends in: .tar, .tar.gz or .tar.xz (with Debian's xz). */
export async function writeTar(file: string, entries: TarEntry[]): Promise<string> {
  writeFileSync(file, packed(file, await tarOf(entries)));
  return file;
}

function packed(file: string, tar: Buffer): Buffer {
  if (file.endsWith('.gz')) return gzipSync(tar);
  if (file.endsWith('.xz')) return execFileSync('xz', ['-0', '-c'], { input: tar, maxBuffer: 1 << 28 });
  return tar;
}

async function tarOf(entries: TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
