import { randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ArchiveLimits } from '../../src/data/archiveLimits.js';
import { isZip, zipEntries } from '../../src/data/zipEntries.js';
import { temporaryFolder } from './temporaryFolder.js';
import { renamed, type ZipEntry, zipOf } from './zipArchive.js';

const limits: ArchiveLimits = { maxEntryBytes: 1 << 20, maxTotalBytes: 1 << 22, maxEntries: 100 };
const noise = randomFillSync(Buffer.alloc(200_000));
const good: ZipEntry[] = [
  { name: 'train/' },
  { name: 'train/a.jpg', content: 'A' },
  { name: 'train/noise.jpg', content: noise },
];

async function read(bytes: Buffer, limit = limits): Promise<Record<string, string>> {
  const file = path.join(temporaryFolder(), 'a.zip');
  writeFileSync(file, bytes);
  const found: Record<string, string> = {};
  for await (const { name, content } of zipEntries(file, limit)) found[name] = content.toString('latin1');
  return found;
}

test('gives its files, without folders and hidden files', async () => {
  const bytes = await zipOf([
    ...good,
    { name: '__MACOSX/._a.jpg', content: 'x' },
    { name: '.DS_Store', content: 'x' },
  ]);
  expect(await read(bytes)).toEqual({ 'train/a.jpg': 'A', 'train/noise.jpg': noise.toString('latin1') });
});

test('is told by its first bytes', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'a');
  writeFileSync(file, await zipOf(good));
  expect(await isZip(file)).toBe(true);
  writeFileSync(file, 'PK and more');
  expect(await isZip(file)).toBe(false);
  await expect(isZip(folder)).rejects.toThrow(/could not be read/);
});

test('cut off anywhere is an error, never a shorter archive', async () => {
  const whole = await zipOf(good);
  for (const length of [
    10,
    60,
    1000,
    whole.length >> 1,
    whole.length - 200,
    whole.length - 22,
    whole.length - 1,
  ]) {
    await expect(read(whole.subarray(0, length)), `cut at ${length}`).rejects.toMatchObject({
      name: 'DataError',
    });
  }
});

test('a wrong byte is found, in the content and in the list of entries', async () => {
  const whole = await zipOf(good);
  // The second is in the checksum that the list of entries has of the last file.
  const checksum = whole.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 16;
  for (const at of [100_000, checksum]) {
    const bytes = Buffer.from(whole);
    bytes[at]! ^= 0x10;
    await expect(read(bytes), `at ${at}`).rejects.toMatchObject({ name: 'DataError' });
  }
});

test('bytes after its end are found', async () => {
  await expect(read(Buffer.concat([await zipOf(good), Buffer.from('more')]))).rejects.toMatchObject({
    name: 'DataError',
  });
});

test.each([
  ['a path out of it', 'up/up/x.jpg', '../../x.jpg', /invalid relative path/],
  ['an absolute path', 'root/x.jpg', '/root/x.jp', /absolute path/],
  ['a drive', 'C-/x.jpg', 'C:/x.jpg', /absolute path/],
  ['a path with backslashes', 'up/up/x.jpg', '..\\..\\x.jp', /invalid|backslash/],
])('refuses %s', async (_, name, trick, message) => {
  const bytes = renamed(await zipOf([{ name, content: 'x' }]), name, trick.padEnd(name.length, 'g'));
  await expect(read(bytes)).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(message),
  });
});

test.each([
  ['a symbolic link', 0o120777, /is a symlink, not a file/],
  ['a device', 0o020644, /is a device, not a file/],
])('refuses %s', async (_, mode, message) => {
  await expect(read(await zipOf([{ name: 'a.jpg', content: '/etc/passwd', mode }]))).rejects.toThrow(message);
});

test('refuses more than the limits, before it unpacks', async () => {
  const bytes = await zipOf([
    { name: 'a', content: Buffer.alloc(1000) },
    { name: 'b', content: Buffer.alloc(1000) },
  ]);
  await expect(read(bytes, { ...limits, maxEntryBytes: 999 })).rejects.toThrow(
    /"a" is 1000 bytes; at most 999/,
  );
  await expect(read(bytes, { ...limits, maxTotalBytes: 1999 })).rejects.toThrow(/"b" goes beyond 1999 bytes/);
  await expect(read(bytes, { ...limits, maxEntries: 1 })).rejects.toThrow(/"b" goes beyond 1 entries/);
});

test('a bomb that says it is small is not unpacked further than it says', async () => {
  const bytes = await zipOf([{ name: 'a', content: Buffer.alloc(1 << 24) }]);
  // The size unpacked stands in the list of entries, 24 bytes after its signature.
  const entry = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  bytes.writeUInt32LE(1000, entry + 24);
  await expect(read(bytes)).rejects.toThrow(/too many bytes/);
});

test('an archive without any entry is an error', async () => {
  await expect(read(await zipOf([]))).rejects.toThrow(/without any entry/);
});
