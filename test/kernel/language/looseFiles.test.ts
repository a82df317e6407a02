/** What a type checker says of a loose file is what it says of the same file in a program made whole. */
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { LooseFiles } from '../../../kernel/language/looseFiles.js';

const folder = import.meta.dirname;
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.decorators.d.ts'],
  types: ['node'],
  strict: true,
};

/** Each may import those before it, as './one', './two', …. */
const modules: Record<string, string> = {
  'one.ts': `
    export const list = [1, 2, 3].map((n) => ({ n, text: String(n) }));
    export class Box<T> { #seen = 0; constructor(readonly value: T) {} get seen() { return this.#seen++; } }
    export enum Phase { Train = 'train', Test = 'test' }
    export interface Shape { height: number; width?: number }
    const wrong: string = list[0];`,
  'two.ts': `
    import { Box, list, Phase, type Shape } from './one';
    import { readFileSync } from 'node:fs';
    import * as missing from './nowhere';
    export const boxes = list.map(({ text }) => new Box(text));
    export type Both = Shape & { phase: Phase };
    boxes[0]!.value.toFixed();
    // @ts-expect-error
    const fine: Both = { height: 'tall', phase: Phase.Train };
    // @ts-expect-error
    const unused: number = 1;
    switch (Phase.Train as Phase) { case Phase.Train: missing; }
    export default readFileSync;`,
  'three.ts': `
    import read, { boxes, type Both } from './two';
    import { Box } from './one';
    declare let both: Both;
    export const first = boxes.at(0), seen = first?.seen, text: string = read(both.phase);
    export async function* numbers() { yield* [1n, 2n]; }
    for await (const n of numbers()) n.toFixed();
    using lock = { [Symbol.dispose]() {} };
    export abstract class Named extends Box<string> { abstract name: string; override get seen() { return 'x'; } }
    await import('./one').then(({ list }) => list.length + lock);`,
};

interface Findings {
  diagnostics: string[];
  javascript: string | undefined;
  declarations: string | undefined;
}

function findings(program: ts.Program, file: ts.SourceFile): Findings {
  const written = new Map<string, string>();
  const write = (name: string, text: string) => void written.set(path.extname(name), text);
  const diagnostics = program
    .getSemanticDiagnostics(file)
    .map(
      ({ code, start, length, messageText }) =>
        `TS${code} ${start}+${length} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  program.emit(file, write, undefined, false);
  const javascript = written.get('.js');
  written.clear();
  const forced = program as unknown as { emit(...args: unknown[]): void };
  forced.emit(file, write, undefined, true, undefined, true);
  return { diagnostics, javascript, declarations: written.get('.ts') };
}

const names = Object.keys(modules).map((name) => path.join(folder, name));
const root = path.join(folder, 'root.d.ts');
const textOf = (file: string) => (file === root ? 'export {};' : modules[path.relative(folder, file)]);

function programOf(roots: readonly string[]): ts.Program {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (file, version) =>
    textOf(file) === undefined
      ? getSourceFile.call(host, file, version)
      : ts.createSourceFile(file, textOf(file)!, version, true);
  host.fileExists = (file) => textOf(file) !== undefined || fileExists.call(host, file);
  return ts.createProgram(roots, options, host);
}

test('diagnostics, JavaScript and declarations agree with a program made whole', () => {
  const whole = programOf(names);
  const bare = programOf([root]);
  const loose = new LooseFiles({
    textOf,
    resolve: (specifier, from) =>
      ts.resolveModuleName(specifier, from, options, {
        fileExists: (file) => textOf(file) !== undefined,
        readFile: textOf,
      }),
  });
  loose.admitTo(bare);
  for (const name of names) {
    const expected = findings(whole, whole.getSourceFile(name)!);
    expect(findings(bare, loose.add(name, textOf(name)!))).toEqual(expected);
    expect(expected.diagnostics.length).toBeGreaterThan(0);
    expect(expected.javascript).toBeDefined();
    expect(expected.declarations).toBeDefined();
  }
  expect(bare.getSourceFiles().some(({ fileName }) => names.includes(fileName))).toBe(false);
});
