import { randomFillSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { archiveEntries } from '../../src/data/archiveEntries.js';
import type { ArchiveLimits } from '../../src/data/archiveLimits.js';
import { writeTar } from './tarArchive.js';
import { temporaryFolder } from './temporaryFolder.js';

const limits: ArchiveLimits = { maxEntryBytes: 1 << 20, maxTotalBytes: 1 << 22, maxEntries: 100 };

async function read(file: string, limit = limits): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, content } of archiveEntries(file, limit)) found[name] = content.toString('latin1');
  return found;
}

const noise = randomFillSync(Buffer.alloc(700_000));

describe.each(['.tar', '.tar.gz', '.tar.xz'])('%s', (extension) => {
  test('gives its files, without folders and hidden files', async () => {
    const file = await writeTar(path.join(temporaryFolder(), `a${extension}`), [
      { name: './train/', type: 'directory' },
      { name: './train/a.jpg', content: 'A' },
      { name: 'train/._a.jpg', content: 'resource fork' },
      { name: `${'long/'.repeat(40)}b.png`, content: noise },
    ]);
    expect(await read(file)).toEqual({
      'train/a.jpg': 'A',
      [`${'long/'.repeat(40)}b.png`]: noise.toString('latin1'),
    });
  });

  test('cut off anywhere is an error, never a shorter archive', async () => {
    const folder = temporaryFolder();
    const whole = readFileSync(
      await writeTar(path.join(folder, `a${extension}`), [
        { name: 'a', content: noise },
        { name: 'b', content: noise },
      ]),
    );
    for (const part of [0.1, 0.5, 0.9]) {
      const file = path.join(folder, `cut${extension}`);
      writeFileSync(file, whole.subarray(0, Math.floor(whole.length * part)));
      await expect(read(file)).rejects.toMatchObject({
        name: 'DataError',
        message: expect.stringMatching(/cut\.tar.* is truncated or damaged/),
      });
    }
  });
});

test.each(['.tar.gz', '.tar.xz'])('a wrong byte in a %s is found', async (extension) => {
  const file = await writeTar(path.join(temporaryFolder(), `a${extension}`), [{ name: 'a', content: noise }]);
  const bytes = readFileSync(file);
  bytes[400_000]! ^= 0x10;
  writeFileSync(file, bytes);
  await expect(read(file)).rejects.toThrow(/is truncated or damaged/);
});

test('a reader that stops early does not hang', async () => {
  const file = await writeTar(path.join(temporaryFolder(), 'a.tar.gz'), [
    { name: 'a', content: noise },
    { name: 'b', content: noise },
  ]);
  for await (const { name } of archiveEntries(file, limits)) {
    expect(name).toBe('a');
    break;
  }
});

test.each([
  ['a path out of it', { name: '../../etc/passwd', content: 'x' }, /"\.\.\/\.\.\/etc\/passwd" leads out/],
  ['a path out of it, further down', { name: 'train/../../x', content: 'x' }, /leads out/],
  ['an absolute path', { name: '/etc/passwd', content: 'x' }, /is an absolute path/],
  ['a drive', { name: 'C:\\x', content: 'x' }, /is an absolute path/],
  [
    'a symbolic link',
    { name: 'a.jpg', type: 'symlink', linkname: '/etc/passwd' },
    /is a symlink, not a file/,
  ],
  ['a hard link', { name: 'a.jpg', type: 'link', linkname: '/etc/passwd' }, /is a link, not a file/],
  ['a device', { name: 'a.jpg', type: 'character-device' }, /is a character-device, not a file/],
] as const)('refuses %s', async (_, entry, message) => {
  const file = await writeTar(path.join(temporaryFolder(), 'a.tar'), [{ name: 'good', content: 'x' }, entry]);
  await expect(read(file)).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(message),
  });
});

test('refuses more than the limits', async () => {
  const file = await writeTar(path.join(temporaryFolder(), 'a.tar.gz'), [
    { name: 'a', content: Buffer.alloc(1000) },
    { name: 'b', content: Buffer.alloc(1000) },
  ]);
  await expect(read(file, { ...limits, maxEntryBytes: 999 })).rejects.toThrow(
    /"a" is 1000 bytes; at most 999/,
  );
  await expect(read(file, { ...limits, maxTotalBytes: 1999 })).rejects.toThrow(/"b" goes beyond 1999 bytes/);
  await expect(read(file, { ...limits, maxEntries: 1 })).rejects.toThrow(/"b" goes beyond 1 entries/);
});

test('says what is no archive', async () => {
  const file = path.join(temporaryFolder(), 'page.tar.gz');
  writeFileSync(file, '<html>Log in to this network</html>'.repeat(40));
  await expect(read(file)).rejects.toThrow(/is not a tar archive/);
  await expect(read(`${file}.none`)).rejects.toThrow(/could not be read: ENOENT/);
});
