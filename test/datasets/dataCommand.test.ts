import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writePackedImages } from '../../src/data/packedImages.js';
import { temporaryFolder } from '../data/temporaryFolder.js';

/** Runs `cuaderno data …` in a process of its own, with the command built as `cuaderno` builds it. */
function run(cache: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = `import { Command } from 'commander';
    import { addDataCommand } from ${JSON.stringify(path.resolve('dist/kernel/cli/data.js'))};
    const program = new Command('cuaderno');
    addDataCommand(program);
    await program.parseAsync(process.argv.slice(1), { from: 'user' });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', main, '--', 'data', ...args],
    { encoding: 'utf8', env: { ...process.env, CUADERNO_CACHE: cache } },
  );
  return { status, stdout, stderr };
}

async function packed(cache: string): Promise<string> {
  const file = path.join(cache, 'datasets', 'cifar10.images');
  const parts = [
    { name: 'train', length: 1 },
    { name: 'test', length: 1 },
  ];
  const header = {
    name: 'cifar10',
    source: 'the test',
    imageShape: [32, 32, 3] as const,
    classNames: ['a'],
    parts,
  };
  const image = { labels: Uint8Array.of(0), images: [new Uint8Array(3072)] };
  await writePackedImages(file, header, [image, image]);
  return file;
}

test('list says what is here, what is not, and the license', async () => {
  const cache = temporaryFolder();
  const before = run(cache, 'list');
  expect(before.status).toBe(0);
  expect(before.stdout).toMatch(
    /^cifar10: [\s\S]*not here; 170 MB to download: npx cuaderno data get cifar10\n/,
  );
  expect(before.stdout).toMatch(
    /shapes10: [\s\S]*here, drawn when it is loaded\n[\s\S]*license {2}Apache-2\.0/,
  );
  await packed(cache);
  expect(run(cache, 'list').stdout).toMatch(/state {4}here, 6\.[0-9] kB in .*cifar10\.images \(the test\)\n/);
});

test('list --json is one document, with the state of the cache', async () => {
  const cache = temporaryFolder();
  const state = (): unknown => {
    const { stdout, stderr } = run(cache, 'list', '--json');
    expect(stderr).toBe('');
    return JSON.parse(stdout).dataSets.find(({ name }: { name: string }) => name === 'cifar10').cache;
  };
  expect(state()).toEqual({ state: 'absent' });
  const file = await packed(cache);
  expect(state()).toMatchObject({ state: 'cached', file, source: 'the test' });
  writeFileSync(file, 'foreign');
  expect(state()).toMatchObject({
    state: 'damaged',
    file,
    reason: expect.stringMatching(/is not a data set packed by/),
  });
});

test('get of what is there fetches nothing', async () => {
  const cache = temporaryFolder();
  const file = await packed(cache);
  const { status, stdout, stderr } = run(cache, 'get', 'cifar10', '--json');
  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ name: 'cifar10', cache: { state: 'cached', file } });
});

test.each<[string, string[], RegExp]>([
  [
    'an unknown name',
    ['cifar11'],
    /There is no data set "cifar11"; there are cifar10, cifar100, mnist, fashionMnist, flowerPhotos, catsVsDogs, shapes10\./,
  ],
  ['a path that is not there', ['cifar10', '--from', '/nowhere/x.tar'], /\/nowhere\/x\.tar does not exist/],
  ['an import of what is drawn', ['shapes10', '--from', '/tmp'], /nothing to import/],
])('get with %s ends with 2 and says why', (_, args, message) => {
  const cache = temporaryFolder();
  mkdirSync(cache, { recursive: true });
  const plain = run(cache, 'get', ...args);
  expect(plain).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  const json = run(cache, 'get', ...args, '--json');
  expect(json.status).toBe(2);
  expect(JSON.parse(json.stdout).error).toMatch(message);
});
