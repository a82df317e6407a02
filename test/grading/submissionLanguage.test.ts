import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { outsideFiles } from '../../kernel/grading/grade/outsideFiles.js';
import { SubmissionLanguage } from '../../kernel/grading/grade/submissionLanguage.js';

it.each([
  ["import secret from '/work/secret.json';", '/work/secret.json'],
  ["import type { A } from '../a.js';", '../a.js'],
  ["export * from './a.js';", './a.js'],
  ["const a = await import('file:///etc/passwd');", 'file:///etc/passwd'],
  ['const a = await import(`/etc/\\u0070asswd`);', '/etc/passwd'],
  ["type A = typeof import('/work/secret').canary;", '/work/secret'],
  ["import a = require('./a');", './a'],
  ["const a = require('..');", '..'],
  ["declare module './a.js' { const b: number; }", './a.js'],
  ['/// <reference path="/work/secret.ts" />\n1', '/work/secret.ts'],
  ["function f() { type A = import('a/../../../secret').B; }", 'a/../../../secret'],
])('%s has the type checker read a file', (source, file) => {
  expect(outsideFiles(source)).toEqual([file]);
});

it('packages are no files', () => {
  const source =
    "import { layers } from 'cuaderno';\nimport fs from 'node:fs/promises';\nimport a from '@scope/a/b';\nconst text = '/etc/passwd';\nconst b = await import(text);";
  expect(outsideFiles(source)).toEqual([]);
});

it('submissions do not see each other, and a cell that is refused costs itself only', {
  timeout: 300_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'language-'));
  const language = new SubmissionLanguage(folder);
  try {
    const [first, second] = await Promise.all([
      language.compileAll([
        'const a = 1;',
        "import b from './b.js';",
        '',
        'const c: number = a;',
        'const d: string = a;',
      ]),
      language.compileAll(['const e = a;']),
    ]);
    const kinds = (cells: typeof first) =>
      cells.map((cell) =>
        cell === undefined ? 'empty' : 'error' in cell ? cell.error.split('\n')[0] : 'program',
      );
    expect(kinds(first!)).toEqual([
      'program',
      'This cell imports the file ./b.js: a notebook that is handed in has no files beside it.',
      'empty',
      'program',
      "TypeCheckError (TS2322): Type 'number' is not assignable to type 'string'.",
    ]);
    expect(kinds(second!)).toEqual(["TypeCheckError (TS2304): Cannot find name 'a'."]);
  } finally {
    await language.close();
    await rm(folder, { recursive: true, force: true });
  }
});
