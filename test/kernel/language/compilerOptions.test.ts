import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installation } from '../../../kernel/language/compilerOptions.js';
import { NotebookLanguage } from '../../../kernel/language/notebookLanguage.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno '));
});
afterEach(() => rm(folder, { recursive: true }));

function errorsOf(notebook: string, ...cells: string[]): (string | undefined)[] {
  const language = new NotebookLanguage({ folder: notebook });
  return cells.map((code) => {
    const compiled = language.compile(code);
    return 'error' in compiled ? /TS\d+/.exec(compiled.error.name)?.[0] : undefined;
  });
}

const untypedParameter = 'function loose(a) { return a }';
const unchecked = 'const list = [1]; const first: number = list[0];';
const browser = 'document.title';

test('without a tsconfig.json: strict, but not about types that are left out', () => {
  expect(errorsOf(folder, untypedParameter, unchecked, 'const n: number = null', browser)).toEqual([
    undefined,
    undefined,
    'TS2322',
    'TS2584',
  ]);
});

test('the nearest tsconfig.json says how strict cells are and what they may use', async () => {
  const notebook = path.join(folder, 'deep', 'er');
  await mkdir(notebook, { recursive: true });
  await writeFile(path.join(folder, 'tsconfig.json'), 'not what is nearest');
  await writeFile(path.join(folder, 'deep', 'globals.d.ts'), 'declare const courseName: string;');
  await writeFile(
    path.join(folder, 'deep', 'tsconfig.json'),
    `{
      // Comments are allowed.
      "compilerOptions": {
        "strict": true, "noUncheckedIndexedAccess": true, "lib": ["ES2023", "DOM"],
        "noUnusedLocals": true, "module": "CommonJS", "target": "ES5", "noEmit": true
      }
    }`,
  );
  expect(
    errorsOf(
      notebook,
      untypedParameter,
      unchecked,
      browser,
      'courseName.length',
      'await Promise.resolve(1); export {}',
    ),
  ).toEqual(['TS7006', 'TS2322', undefined, undefined, undefined]);
});

test('a tsconfig.json that is not strict makes cells no stricter than they ask', async () => {
  await writeFile(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": false } }');
  expect(errorsOf(folder, untypedParameter, 'const n: number = null')).toEqual([undefined, undefined]);
});

test('the kernel’s own tsconfig.json is no notebook’s', () => {
  expect(errorsOf(path.join(installation, 'notebooks', 'en'), untypedParameter, unchecked)).toEqual([
    undefined,
    undefined,
  ]);
});
