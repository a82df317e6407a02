/** What is said of a completion is what TypeScript's own service says of it. */
import os from 'node:os';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { explanationOf } from '../../../kernel/language/explained.js';
import { NotebookProject } from '../../../kernel/language/notebookProject.js';
import { describerAt } from '../../../kernel/language/symbolDescription.js';

const project = new NotebookProject(os.tmpdir());
/** Of hundreds of globals, every so manieth. */
const stride = 9;

test.each([
  ['members of an array', '[1, 2].▮'],
  ['members that take types', 'new Map<string, Promise<number>>().▮'],
  [
    'of a class, inherited and own',
    'class Shape { /** Its name. */ name = ""; } class Box extends Shape { private x = 1; get seen() { return this.x; } area(a: number): number; area(a: string): void; area(_: unknown) { return 1; } } new Box().▮',
  ],
  ['of a union', 'declare const either: { kind: "a"; n: number } | { kind: "b"; n: string }; either.▮'],
  ['narrowed', 'declare const n: { v: string | undefined }; if (n.v) { n.v; n.▮ }'],
  ['narrowed, as it stands there', 'declare const n: { v?: string }; if (n.v) { n.v▮ }'],
  ['of a namespace', 'Math.▮'],
  ['of an enum', 'enum Phase { /** To learn. */ Train, Test } Phase.▮'],
  [
    'keys of an object literal',
    'declare function fit(options: { /** How often. */ epochs?: number; batchSize: number }): void; fit({ ▮ })',
  ],
  [
    'names and keywords',
    '/** How fast. */ const rate = 0.1; function fit<T extends object>(model: T) {} let best: number | undefined; ▮',
  ],
  ['types', 'interface Layer<T> { units: T } type Both = Layer<1> | string; let x: ▮'],
  ['strings', "declare function set(mode: 'train' | 'test'): void; set('▮')"],
])('%s', (_, marked) => {
  const offset = marked.indexOf('▮');
  const { program, file } = project.show(`${marked.replace('▮', '')}\n;\nexport {};`, []);
  const { service } = project;
  const found = service.getCompletionsAtPosition(file.fileName, offset, { includeSymbol: true })!.entries;
  const isKeyword = ({ kind }: ts.CompletionEntry) => kind === ts.ScriptElementKind.keyword;
  const names = new Set(found.filter((entry) => !isKeyword(entry)).map(({ name }) => name));
  const entries = found
    // The service tells by name alone, and of two that share it, as `module`, it tells of one.
    .filter((entry) => !isKeyword(entry) || !names.has(entry.name))
    .filter((_, index) => found.length < 100 || index % stride === 0);
  const describe = describerAt(service, program, file, offset);
  // Asked for twice: what is kept is the same.
  for (const ours of [entries.map(describe), entries.map(describe)]) {
    expect(ours).toEqual(
      entries.map(({ name }) => {
        const theirs = service.getCompletionEntryDetails(
          file.fileName,
          offset,
          name,
          {},
          undefined,
          {},
          undefined,
        );
        return theirs && explanationOf(theirs.displayParts, theirs.documentation);
      }),
    );
  }
  expect(entries.length).toBeGreaterThan(0);
});
