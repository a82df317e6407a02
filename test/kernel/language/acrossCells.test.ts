/** Line by line what the language of a notebook promises, through a real kernel process: cells, and what each gives. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { run, folder } = useKernel();

type Cell = [code: string, gives?: string | RegExp];

/** Runs the cells in turn: a text is what the last expression gives or the cell prints, a pattern is in its error. */
async function check(cells: readonly Cell[]): Promise<void> {
  for (const [code, gives] of cells) {
    const { result, stdout, errors } = await run(code);
    if (gives instanceof RegExp) {
      expect(errors.join('\n'), code).toMatch(gives);
      continue;
    }
    expect(errors, code).toEqual([]);
    if (gives !== undefined) expect(stdout + (result ?? ''), code).toBe(gives);
  }
}

const scenarios: Record<string, Cell[]> = {
  'names of earlier cells are swapped and destructured into': [
    ['let left = 1, right = 2'],
    ['[left, right] = [right, left]; left * 10 + right', '21'],
    ['({ left, right } = { left: 5, right: 6 }); left + right', '11'],
    ['const { head, ...others } = { head: 1, second: 2 }'],
    ['({ head, others })', '{ head: 1, others: { second: 2 } }'],
    ['let { deep: [one = 9] = [] } = {} as { deep?: number[] }; one', '9'],
  ],
  'a closure calls the function, class and enum of the latest cell': [
    ['function inner() { return 1 } function outer() { return inner() }'],
    ['class Layer { units = 1 } const make = () => new Layer().units'],
    ['enum Mode { Train = 1 } const mode = () => Mode.Train'],
    ['function inner() { return 2 }\nclass Layer { units = 2 }\nenum Mode { Train = 2 }'],
    ['[outer(), make(), mode()]', '[ 2, 2, 2 ]'],
  ],
  'a counter that a closure increments is the one that a later cell declares anew': [
    ['let count = 0; const increment = () => ++count;'],
    ['increment(); increment(); count', '2'],
    ['let count = 10'],
    ['increment(); count', '11'],
  ],
  'types, interfaces and enums are declared anew, not merged': [
    ['type Size = number; interface Shape { height: number } enum Kind { A = 1 }'],
    ['type Size = string; interface Shape { width: Size } enum Kind { B = 5 }'],
    ['const shape: Shape = { width: "wide" }; Kind.B', '5'],
    ['const old: Shape = { height: 1 }', /TS2353/],
    ['Kind.A', /TS2339/],
    ['class Size { k = 3 } new Size().k', '3'],
    ['const enum Fixed { A = 3 }'],
    ['Fixed.A', '3'],
    ['const enum Fixed { A = 4 }\nFixed.A', '4'],
  ],
  'a variable without a value gets one later; a union stays wide': [
    ['let late: number'],
    ['late = 5; late', '5'],
    ['let wide: string | number = 5'],
    ['wide = "text"; wide.length', '4'],
    ['late = "text"', /TS2322/],
  ],
  'an array that begins empty takes what is pushed': [
    ['const losses = []; for (let i = 0; i < 3; i++) losses.push(i * 2); losses', '[ 0, 2, 4 ]'],
    ['losses.push(7); losses.length', '4'],
    ['let best; best = 3; best.toFixed(1)', "'3.0'"],
    ['function loose(a, b) { return a + b }\nloose(1, 2)', '3'],
  ],
  'what ran before an error stays, awaits included': [
    ['const before = 1; throw new Error("half-way"); const after = 2', /half-way/],
    ['before', '1'],
    ['const awaited = await Promise.resolve(7); await Promise.reject(new Error("late"))', /late/],
    ['awaited', '7'],
    ['after', /ReferenceError/],
  ],
  'a type error hides nothing, whatever it would have declared': [
    ['let kept = 3'],
    ['let kept: string = 4', /TS2322/],
    ['kept', '3'],
    ['class kept { wrong: number = "x" }', /TS2322/],
    ['kept + 1', '4'],
  ],
  'await, for await, using and await using stand at the top': [
    ['await new Promise((resolve) => setTimeout(() => resolve(8), 1))', '8'],
    ['for await (const n of (async function* () { yield 1; yield 2 })()) console.log(n)', '1\n2\n'],
    ['using first = { [Symbol.dispose]() { console.log("closed") } }; console.log("open")', 'open\nclosed\n'],
    [
      'await using second = { async [Symbol.asyncDispose]() { await null; console.log("gone") } }; console.log("in")',
      'in\ngone\n',
    ],
  ],
  'decorators, accessors, private names, overloads, abstract classes, generators': [
    [
      `function always42(method: unknown, context: ClassMethodDecoratorContext) { return () => 42 }
       class Decorated { @always42 method() { return 1 } }
       new Decorated().method()`,
      '42',
    ],
    [
      'class Point { #x = 1; static origin = 2; accessor y = 5; get x() { return this.#x } } const point = new Point()',
    ],
    ['[point.x, Point.origin, point.y]', '[ 1, 2, 5 ]'],
    [
      'function over(a: number): number; function over(a: string): string; function over(a: any) { return a }',
    ],
    ['over("text").length', '4'],
    ['abstract class Base { abstract name: string } class Real extends Base { name = "real" }'],
    ['new Real().name', "'real'"],
    ['function* naturals() { for (let n = 0; ; n++) yield n } const [zero, one1] = naturals(); one1', '1'],
  ],
  'what is exported is a name like any other': [
    ['export const exported = 4; export function twice(n: number) { return 2 * n }'],
    ['twice(exported)', '8'],
    ['export default 5', '5'],
    ['export default function four(): number { return 4 }'],
    ['four().toFixed()', "'4'"],
    ['export default class Named { size = 3 }'],
    ['new Named().size', '3'],
    ['new Named().width', /TS2339/],
    ['export default interface Sized { size: number }'],
    ['const sized: Sized = new Named(); sized.size', '3'],
    ['export default class { nameless = 1 }'],
    ['export default function () {}'],
    ['export default async () => 1'],
    ['four() + new Named().size', '7'],
  ],
  'names of the world outside can be added to, for all cells to come': [
    [
      'declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1] };',
    ],
    ['[1, 2].second()', '2'],
    ['["a", "b"].second().toUpperCase()', "'B'"],
    ['delete (Array.prototype as any).second'],
  ],
  'JavaScript cells are not checked; what they declare is untyped': [
    ['%%js\nvar settings = { a: 1 }; settings.b = 2; function anything(x) { return x.whatever }'],
    ['anything({ whatever: 3 }) + settings.b', '5'],
    ['%%js\nconst URL = (value) => value.length'],
    ['URL("abc")', '3'],
    ['new (globalThis as any).URL("a:b").protocol', "'a:'"],
    ['%%js\nlet = 1', /SyntaxError/],
  ],
  'checks can be switched off': [
    ['// @ts-expect-error\nconst forced: number = "x"; forced', "'x'"],
    ['// @ts-expect-error\nconst right: number = 1', /TS2578/],
    ['// @ts-nocheck\nconst unchecked: number = "y"; unchecked', "'y'"],
  ],
  'the language is ES2023 with Node, without a browser': [
    ['[3, 1, 2].toSorted().findLast((n) => n < 3)', '2'],
    ['document', /TS2584/],
    ['typeof Buffer.from("a")', "'object'"],
  ],
};

test.each(Object.entries(scenarios))('%s', async (_, cells) => {
  await check(cells);
});

describe('imports', () => {
  test('of a file beside the notebook: default, namespace, named; all change with the file', async () => {
    const lib = path.join(folder(), 'shapes.ts');
    await writeFile(
      lib,
      'export default (w: number, h: number) => w * h;\nexport const version: number = 1;',
    );
    await check([
      ['import area, { version } from "./shapes.ts"; area(2, 3) * version', '6'],
      ['import * as shapes from "./shapes.ts"; shapes.default(3, 3)', '9'],
      ['function current() { return version }'],
    ]);
    await writeFile(lib, 'export default (w: number) => -w;\nexport const version: string = "two";');
    await check([
      [
        'import area, { version } from "./shapes.ts"; [area(2), current(), version.toUpperCase()]',
        "[ -2, 'two', 'TWO' ]",
      ],
      ['area(2, 3)', /TS2554/],
    ]);
  });

  test('of a file outside the notebook’s folder, of JSON, of types alone', async () => {
    await writeFile(
      path.join(folder(), '..', `${path.basename(folder())}.lib.ts`),
      'export const outside = [1, 2];',
    );
    await writeFile(path.join(folder(), 'config.json'), '{ "epochs": 3, "name": "run" }');
    await check([
      [`import { outside } from '../${path.basename(folder())}.lib.ts'; outside.at(-1)`, '2'],
      ["import config from './config.json' with { type: 'json' }; config.epochs", '3'],
      ['config.name.toFixed()', /TS2551/],
      ["import type { Stats } from 'node:fs'; let stats: Stats | undefined; typeof stats", "'undefined'"],
      ["const { epochs } = (await import('./config.json')).default; epochs", '3'],
    ]);
  });

  test('of a package whose types come from the notebook’s own folder before the kernel’s', async () => {
    const own = path.join(folder(), 'node_modules', 'commander');
    await mkdir(own, { recursive: true });
    await writeFile(
      path.join(own, 'package.json'),
      '{"name":"commander","version":"0.0.1","type":"module","exports":{"types":"./own.d.ts","default":"./own.js"}}',
    );
    await writeFile(path.join(own, 'own.js'), 'export const mine = 1;');
    await writeFile(path.join(own, 'own.d.ts'), 'export declare const mine: 1;');
    await check([
      ["import { mine } from 'commander'; mine", '1'],
      ["import { Command } from 'commander'", /TS2305/],
      ["import { tf } from 'cuaderno'; tf.tensor([1, 2]).shape", '[ 2 ]'],
    ]);
  });
});

test('an error names its code, its place in the cell and points at it', async () => {
  const { errors } = await run('const fine = 1;\n\nconst wrong: number = `text`;');
  expect(errors[0]).toBe(
    [
      "TypeCheckError (TS2322): Type 'string' is not assignable to type 'number'.",
      '  at line 3, column 7',
      '  1 | const fine = 1;',
      '  2 | ',
      '> 3 | const wrong: number = `text`;',
      '    |       ~~~~~',
      '',
      'Nothing of this cell has run.',
    ].join('\n'),
  );
});
