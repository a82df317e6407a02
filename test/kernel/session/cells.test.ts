import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { run, folder } = useKernel();

describe('values', () => {
  test('the last expression is the result, undefined and statements show nothing', async () => {
    expect((await run('1; 2 + 3')).result).toBe('5');
    expect((await run('2 + 3;')).result).toBe('5');
    expect((await run('undefined')).outputs).toEqual([]);
    expect((await run('const quiet = 1')).outputs).toEqual([]);
  });

  test('a promise is shown as one, an awaited one as its value', async () => {
    expect((await run('Promise.resolve(4)')).result).toBe('Promise { 4 }');
    expect((await run('await Promise.resolve(4)')).result).toBe('4');
  });

  test('a value that displays itself gives its own bundle', async () => {
    const { outputs } = await run(
      `({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>x</b>', 'text/plain': 'x' }) })`,
    );
    expect(outputs.map(({ type, content }) => [type, content.data])).toEqual([
      ['execute_result', { 'text/html': '<b>x</b>', 'text/plain': 'x' }],
    ]);
  });

  test('a figure is displayed where it stands, before what follows', async () => {
    await run(`const figure = (name: string) => ({
      [Symbol.for('cuaderno.showsItself')]: true,
      [Symbol.for('Jupyter.display')]: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { 'text/plain': name };
      },
    });`);
    const { outputs } = await run(`figure('first'); console.log('between'); figure('second')`);
    expect(outputs.map(({ type, content }) => [type, content.text ?? content.data])).toEqual([
      ['display_data', { 'text/plain': 'first' }],
      ['stream', 'between\n'],
      ['display_data', { 'text/plain': 'second' }],
    ]);
  });
});

describe('bindings', () => {
  test('a closure sees what a later cell assigns', async () => {
    await run('let rate = 0.01; function read() { return rate }');
    expect((await run('rate = 0.5; read()')).result).toBe('0.5');
  });

  test('shorthand properties of another cell', async () => {
    await run('const epochs = 1, batchSize = 8');
    expect((await run('({ epochs, batchSize })')).result).toBe('{ epochs: 1, batchSize: 8 }');
  });

  test.each([
    ['const thing = 1', 'let thing = "a"', 'thing.toUpperCase()', "'A'"],
    ['let thing = 1', 'class thing { static x = 2 }', 'thing.x', '2'],
    ['class thing {}', 'function thing() { return 3 }', 'thing()', '3'],
    ['function thing() {}', 'enum thing { A = 7 }', 'thing.A', '7'],
    ['enum thing { A }', 'var thing = [1]', 'thing.length', '1'],
    ['var thing = 1', 'namespace thing { export const n = 4 }', 'thing.n', '4'],
    [
      'namespace thing { export const n = 1 }',
      'import * as thing from "node:path"',
      'thing.posix.sep',
      "'/'",
    ],
    ['import thing from "node:path"', 'const [{ thing }] = [{ thing: 9 }]', 'thing', '9'],
  ])('%s may become %s', async (before, after, use, expected) => {
    expect((await run(before)).errors).toEqual([]);
    expect((await run(after)).errors).toEqual([]);
    expect((await run(use)).result).toBe(expected);
  });

  test('functions are hoisted within their cell, and a recursive one calls its latest self', async () => {
    expect((await run('early(); function early() { return 1 }')).errors).toEqual([]);
    await run(
      'function count(n: number): number { return n === 0 ? 0 : 1 + count(n - 1) } const old = count;',
    );
    await run('function count(n: number): number { return 100 }');
    expect((await run('old(1)')).result).toBe('101');
  });

  test('what ran before an error stays; what did not can be declared anew', async () => {
    await run('const kept = 5; const lost = (() => { throw new Error("half-way") })()');
    expect((await run('kept')).result).toBe('5');
    expect((await run('lost')).errors[0]).toContain('ReferenceError');
    expect((await run('const lost = 6; lost')).result).toBe('6');
  });

  test('var in loops and blocks belongs to the cell', async () => {
    expect(
      (await run('for (var i = 0; i < 3; i++) { var double = i * 2 }\nfor (var key in { k: 1 }); i')).result,
    ).toBe('3');
    expect((await run('[double, key]')).result).toBe("[ 4, 'k' ]");
  });

  test('names of globals can be taken without harm to the kernel', async () => {
    await run('const process = 1, console = { log: () => "mine" }, name = 2, Promise = 3, globalThis = 4;');
    expect((await run('console.log() + process + name + Promise')).result).toBe("'mine123'");
    await run('const console = (0, eval)("this").console; const process = (0, eval)("this").process; 0');
  });
});

describe('modules', () => {
  test('default, namespace, named, type-only and side-effect imports', async () => {
    const { errors, result } = await run(
      `import fs, { readFileSync as read, type Stats } from 'node:fs';
       import * as paths from 'node:path';
       import type { URL } from 'node:url';
       import { EventEmitter, type Abortable } from 'node:events';
       import 'node:os';
       [fs.readFileSync === read, paths.basename('/a/b'), typeof EventEmitter]`,
    );
    expect(errors).toEqual([]);
    expect(result).toBe("[ true, 'b', 'function' ]");
    expect((await run('let s: Stats | undefined; typeof read')).result).toBe("'function'");
  });

  test('dynamic import, import.meta, require', async () => {
    expect((await run(`(await import('node:path')).basename('/a/c')`)).result).toBe("'c'");
    expect((await run('import.meta.dirname === __dirname')).result).toBe('true');
    expect((await run(`require('node:path') === (await import('node:path')).default`)).result).toBe('true');
  });

  test("the notebook's own packages and files come first, with their types", async () => {
    const esmOnly = path.join(folder(), 'node_modules', 'esm-only');
    await mkdir(esmOnly, { recursive: true });
    await writeFile(
      path.join(esmOnly, 'package.json'),
      '{"name":"esm-only","version":"1.0.0","exports":{"import":{"types":"./i.d.ts","default":"./i.mjs"}}}',
    );
    await writeFile(path.join(esmOnly, 'i.mjs'), 'export const answer = () => 42;');
    await writeFile(path.join(esmOnly, 'i.d.ts'), 'export declare const answer: () => number;');
    await writeFile(path.join(folder(), 'data.json'), '{"a": [1, 2]}');
    await writeFile(path.join(folder(), 'own.mjs'), 'export default 5;');
    expect((await run(`import { answer } from 'esm-only'; answer()`)).result).toBe('42');
    expect((await run(`import data from './data.json'; data.a`)).result).toBe('[ 1, 2 ]');
    expect((await run(`import own from './own.mjs'; own`)).result).toBe('5');
    expect((await run(`const wrong: string = answer();`)).errors[0]).toContain('TS2322');
  });

  test('TypeScript beside the notebook, read again when it has changed', async () => {
    const lib = path.join(folder(), 'lib.ts');
    await writeFile(path.join(folder(), 'deeper.ts'), 'export enum Size { Small = 3 }');
    await writeFile(lib, `import { Size } from './deeper.js'; export const size: number = Size.Small;`);
    expect((await run(`import { size } from './lib.ts'; size`)).result).toBe('3');
    expect((await run('size.nothing')).errors[0]).toContain('TS2339');
    await writeFile(lib, `export const size: string = 'large';`);
    expect((await run(`import { size } from './lib'; size.toUpperCase()`)).result).toBe("'LARGE'");
  });

  test("the kernel's engine for a notebook anywhere, the same by import and require", async () => {
    const { result, errors } = await run(
      `import * as tf from '@tensorflow/tfjs-node'; tf === require('@tensorflow/tfjs-node') && tf.tensor([1, 2]).add(1).arraySync()`,
    );
    expect(errors).toEqual([]);
    expect(result).toBe('[ 2, 3 ]');
    expect((await run('const shape: string = tf.tensor([1]).shape')).errors[0]).toContain('TS2322');
  });

  test("tslab's display functions show here", async () => {
    const { outputs } = await run(`import * as tslab from 'tslab'; tslab.display.html('<i>y</i>')`);
    expect(outputs.map(({ type, content }) => [type, content.data])).toEqual([
      ['display_data', { 'text/html': '<i>y</i>' }],
    ]);
  });

  test('a missing module or name is an error in the line of the import', async () => {
    const missing = await run(`const x = 1;\n// @ts-ignore\nimport y from 'no-such-package-here'`);
    expect(missing.errors[0]).toMatch(/Cannot find package 'no-such-package-here'[\s\S]*> 3 \| import y/);
    expect(missing.errors[0]).toMatch(/Cell \[\d+\]:3:/);
    const name = await run(`// @ts-nocheck\nimport { nothing } from 'node:fs'`);
    expect(name.errors[0]).toContain("does not provide an export named 'nothing'");
  });
});

test('TypeScript that needs lowering: decorators, using, enums, parameter properties', async () => {
  const { stdout, result, errors } = await run(`
    function tagged(value: Function, context: ClassDecoratorContext) { console.log('decorates ' + String(context.name)) }
    @tagged class Model { constructor(readonly units: number) {} }
    enum Mode { Train = 'train' }
    using guard = { [Symbol.dispose]() { console.log('disposed') } };
    const inside = new Model(3).units + Mode.Train;
    inside`);
  expect(errors).toEqual([]);
  expect(stdout).toBe('decorates Model\ndisposed\n');
  expect(result).toBe("'3train'");
  expect((await run('inside.length')).result).toBe('6');
});

test('top-level for await over an async generator', async () => {
  const { stdout } = await run(
    'async function* numbers() { yield 1; yield 2 }\nfor await (const n of numbers()) console.log(n)',
  );
  expect(stdout).toBe('1\n2\n');
});
