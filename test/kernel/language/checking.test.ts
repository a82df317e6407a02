import { describe, expect, test } from 'vitest';
import { NotebookLanguage } from '../../../kernel/language/notebookLanguage.js';

const language = new NotebookLanguage({ folder: import.meta.dirname });

function errorOf(code: string): string | undefined {
  const compiled = language.compile(code);
  return 'error' in compiled ? `${compiled.error.name}\n${compiled.error.traceback.join('\n')}` : undefined;
}

function accept(...cells: string[]): void {
  for (const cell of cells) expect(errorOf(cell)).toBeUndefined();
}

describe('types across cells', () => {
  test('variables keep their types, let stays let and const stays const', () => {
    accept(
      'let rate: number | string = 0.1; const fixed = { a: 1 } as const;',
      'rate = "high"',
      'const one: 1 = fixed.a',
    );
    expect(errorOf('rate = true')).toContain('TS2322');
    expect(errorOf('fixed = 1')).toContain('TS2588');
  });

  test('functions, generics, classes, enums, interfaces, types, namespaces', () => {
    accept(
      `function identity<T>(value: T): T { return value }
       class Box<T> { #hidden = 1; constructor(readonly value: T) {} }
       enum Phase { Train, Test }
       interface Shape { height: number }
       type Pair<T> = [T, T];
       namespace Units { export const pixel = 'px' }
       abstract class Base { abstract run(): Promise<Shape> }`,
      `const pair: Pair<number> = [identity(1), new Box(2).value];
       const shape: Shape = { height: Phase.Test };
       class Derived extends Base { override async run() { return shape } }
       const unit: 'px' = Units.pixel;`,
      'const run: Promise<Shape> = new Derived().run(); pair[0].toFixed()',
    );
    expect(errorOf('new Box("a").value.toFixed()')).toContain('TS2551');
    expect(errorOf('const p: Pair<string> = pair')).toContain('TS2322');
  });

  test('a later declaration wins, also with another type', () => {
    accept('const changing = 1', 'const changing = "text"', 'changing.toUpperCase()');
    accept('type Alias = number', 'type Alias<T> = T[]', 'const list: Alias<string> = ["a"]');
  });

  test('a type error hides nothing and declares nothing', () => {
    accept('const steady = 4');
    expect(errorOf('const steady = "x"; const other: number = steady')).toContain('TS2322');
    accept('steady.toFixed()');
    expect(errorOf('other')).toContain('TS2304');
  });

  test('imports of earlier cells, types included', () => {
    accept(`import { readFileSync, type Stats } from 'node:fs'; import * as path from 'node:path'`);
    accept('let stats: Stats | undefined; path.join(String(readFileSync))');
    expect(errorOf('path.joyn("a")')).toContain('TS2339');
  });
});

test('the error shows the code, the line and a squiggle', () => {
  expect(errorOf('const fine = 1;\nconst wrong: number = "x";')).toBe(
    [
      'TypeCheckError (TS2322)',
      "TypeCheckError (TS2322): Type 'string' is not assignable to type 'number'.",
      '  at line 2, column 7',
      '  1 | const fine = 1;',
      '> 2 | const wrong: number = "x";',
      '    |       ~~~~~',
      '',
      'Nothing of this cell has run.',
    ].join('\n'),
  );
  expect(errorOf('const = 3')).toMatch(/^SyntaxError \(TS\d+\)/);
  expect(errorOf('1 +')).toMatch(/at line 1, column 4/);
});

test('what can be switched off', () => {
  accept('// @ts-expect-error\nconst a: number = "x"', '// @ts-nocheck\nconst b: number = "x"');
  accept('%%js\nlet loose = { a: 1 }; loose.b = 2; loose = 3', 'loose.anything.goes');
  expect(errorOf('%%js\nconst typed: number = 1')).toBeUndefined();
  expect(errorOf('%%js\nconst = 1')).toContain('SyntaxError');
});

test('ES2023 and Node, but no browser', () => {
  accept('[1, 2].toSorted().findLast((n) => n > 1)', 'structuredClone({ a: 1 })', 'new URL("a:b")');
  expect(errorOf('document.title')).toContain('TS2584');
});

test('unused things and untyped parameters are nobody’s error', () => {
  accept('function loose(a, b) { const unused = 1; return a }');
});

test('only types of an import vanish at run time', () => {
  const compiled = language.compile(
    `import { Stats, readFileSync } from 'node:fs'; import { PathLike } from 'fs'; const q: Stats | PathLike | null = null`,
  );
  expect('error' in compiled).toBe(false);
  const { javascript } = compiled as { javascript: string };
  expect(javascript).toContain('readFileSync');
  expect(javascript).not.toContain('PathLike');
});

describe('completion and inspection', () => {
  test('names of earlier cells, members, keywords of imports', () => {
    accept('const learningRate = 0.1; class Trainer { momentum = 1 }; const trainer = new Trainer()');
    expect(language.complete('learn', 5).matches).toContain('learningRate');
    expect(language.complete('trainer.mo', 10).matches).toEqual(['momentum']);
    expect(language.complete('import {} from "node:fs/p', 25)).toMatchObject({
      matches: ['node:fs/promises'],
      cursor_start: 16,
    });
    expect(language.complete('import x from "cuad', 19).matches).toContain('cuaderno');
  });

  test('positions are code points', () => {
    const { matches, cursor_start, cursor_end } = language.complete("'🎓🎓'; Math.flo + 1", 14);
    expect([matches, cursor_start, cursor_end]).toEqual([['floor'], 11, 14]);
  });

  test('inspection gives signature and documentation, also inside the arguments', () => {
    accept('/** Doubles it. @param n what to double */ function twice(n: number) { return n * 2 }');
    expect(language.inspect('twice(3', 7)?.data['text/plain']).toMatch(
      /twice\(n: number\): number[\s\S]*Doubles it/,
    );
    expect(language.inspect('twice', 5)?.data['text/markdown']).toContain('```typescript');
    expect(language.inspect('   ', 1)).toBeUndefined();
  });
});

test.each([
  ['1 + 1', 'complete'],
  ['', 'complete'],
  ['const f = (x: number) => x', 'complete'],
  ['function f() {', 'incomplete'],
  ['foo(1,', 'incomplete'],
  ['`text', 'incomplete'],
  ['/* note', 'incomplete'],
  ['const x = )', 'invalid'],
  ['"text', 'invalid'],
])('%j is %s', (code, status) => {
  expect(language.isComplete(code).status).toBe(status);
});

test('the next line is indented as the last one asks', () => {
  expect(language.isComplete('  if (x) {')).toEqual({ status: 'incomplete', indent: '    ' });
  expect(language.isComplete('foo(')).toEqual({ status: 'incomplete', indent: '  ' });
});
