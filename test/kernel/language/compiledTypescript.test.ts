/** TypeScript from its bytecode, in processes of their own: what V8 has compiled stays compiled. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../../dist/kernel/language/compiledTypescript.js', import.meta.url));
let cache = '';
beforeAll(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'cuaderno bytecode '));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

/** Loads it, asks for it as everybody does, and keeps it. */
async function load(folder: string): Promise<{ fromCache: boolean; same: boolean; sum: string }> {
  const script = `
    import { createRequire } from 'node:module';
    const { loadTypescript } = await import(${JSON.stringify(built)});
    const loaded = loadTypescript();
    const ts = createRequire(${JSON.stringify(built)})('typescript');
    const again = createRequire(${JSON.stringify(built)})('typescript');
    const sum = ts.transpileModule('let x: number = 1 + 1', {}).outputText.trim();
    loaded.keep();
    console.log(JSON.stringify({ fromCache: loaded.fromCache, same: ts === again, sum }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, CUADERNO_CACHE: folder },
  });
  return JSON.parse(stdout);
}

const loaded = (fromCache: boolean) => ({ fromCache, same: true, sum: '"use strict";\nlet x = 1 + 1;' });

test('the second process finds what the first has kept', async () => {
  expect(await load(cache)).toEqual(loaded(false));
  expect(await load(cache)).toEqual(loaded(true));
});

test('a damaged file is made anew', async () => {
  const folder = path.join(cache, 'bytecode');
  const [name, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  const file = path.join(folder, name!);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1]! ^= 0xff;
  await writeFile(file, bytes);
  expect(await load(cache)).toEqual(loaded(false));
  await writeFile(file, bytes.subarray(0, 20));
  expect(await load(cache)).toEqual(loaded(false));
  expect(await load(cache)).toEqual(loaded(true));
  expect(await readdir(folder)).toEqual([name]);
});

test('where nothing can be kept, it is compiled', async () => {
  const file = path.join(cache, 'a file');
  await writeFile(file, '');
  expect(await load(file)).toEqual(loaded(false));
});
