/** What the kernel knows of TypeScript: one object a notebook.
 *
 *    cell ─ compile() ─▶ syntax and types checked (NotebookProject) ─▶ compileCell ─▶ JavaScript, source map
 *             │                                                          (hoistDeclarations)
 *             └ settle(): the cell's own declarations, for the cells to come
 *    complete(), inspect(), isComplete(): positions are code points, as on Jupyter's wire
 */
import ts = require('typescript');

import type { ErrorReport } from '../session/channel.js';
import { isReset } from './callMagics.js';
import { inContext, type KnownName, typeOnlyImports, untyped } from './cellContext.js';
import { type DeclaredName, declaredNames } from './cellNames.js';
import { offsetOfCodePoint } from './codePoints.js';
import { type CompiledCell, type CompileOptions, compileCell, compileChecked } from './compileCell.js';
import { type Completeness, completeness } from './completeness.js';
import { type Completion, completeAt } from './completion.js';
import { explained, reportDiagnostics } from './diagnostics.js';
import { type Explained, explanationOf } from './explained.js';
import { inspectAt } from './inspection.js';
import { type CellSource, readMagics } from './magics.js';
import { NotebookProject, type ShownCell } from './notebookProject.js';
import { valueAtCursor } from './valueAtCursor.js';

/** TS2588 */
const assignmentToConstant = 2588;

/** Cells that go the ways that most cells go. */
const rehearsal = [
  '1 + 1',
  'const [first, ...rest] = [1, 2].map((n) => n + 1);\nconsole.log(first, rest.join());',
  "import { readFileSync, type Stats } from 'node:fs';\nlet stats: Stats | undefined;\n" +
    'async function read(path: string) { return String(readFileSync(path)) }',
  'class Point<T> { constructor(readonly x: T) {} }\nconst point = new Point(1);\npoint.x + 1',
];

/** What is asked while somebody types. */
const rehearsedQuestions = ['[1].flatM', 'const point = { x: 1 }; point.', 'con', 'Math.max(1, 2)'];
/** After so many rounds V8 has compiled most of what answers them. */
const questionRounds = 10;

const platformNames = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  'require',
  '__filename',
  '__dirname',
  'input',
  'prompt',
  'display',
  'clearOutput',
  'comms',
]);

/** What is known of a place in a cell. */
export interface Inspection {
  /** Plain text and Markdown. */
  data: Record<string, string>;
  /** The expression whose value stands there, if it can be read without running code. */
  expression?: string;
}

export class NotebookLanguage {
  readonly #project: NotebookProject;
  readonly #names = new Map<string, KnownName>();
  /** The platform's names that this notebook uses for something of its own. */
  readonly #taken = new Set<string>();
  /** The last cell that was compiled, until its declarations are written down. */
  #unsettled: { cell: ShownCell; names: ReadonlyMap<string, DeclaredName> } | undefined;

  /** What was asked about last. */
  #asked: { code: string; source: string; shown: ShownCell } | undefined;

  /** @param folder the notebook's own: where imports and types are looked for first */
  constructor({ folder }: { folder: string }) {
    this.#project = new NotebookProject(folder);
  }

  /** Runs through what the first cells will need, step by step: types of the language and of Node, the whole way of a
   *  cell. To be left off when a real cell comes. */
  *rehearsals(): Generator<void> {
    for (const code of rehearsal) {
      this.compile(code);
      this.#forget();
      this.#unsettled = undefined;
      yield;
    }
  }

  /** Runs through what the first Tab and Shift-Tab will need. */
  rehearseQuestions(): void {
    for (let round = 0; round < questionRounds; round++) {
      for (const code of rehearsedQuestions) {
        this.complete(code, code.length);
        this.inspect(code, code.length);
      }
    }
  }

  /** Loads libraries' types, so that the first cell that imports them need not wait. */
  preload(specifiers: readonly string[]): void {
    this.#project.preload(specifiers);
  }

  /** Checks a cell and compiles it; on success its names are known to the cells that follow. */
  compile(code: string): CompiledCell | { error: ErrorReport } {
    this.settle();
    const cell = this.#read(code);
    if (cell.error) return { error: cell.error };
    return cell.plainJavaScript ? this.#compileJavaScript(code, cell) : this.#compileTypeScript(code, cell);
  }

  #compileJavaScript(code: string, cell: CellSource): CompiledCell | { error: ErrorReport } {
    const { source, plainJavaScript } = cell;
    const file = parse(source, plainJavaScript);
    const errors = syntaxErrors(file);
    if (errors.length > 0) return { error: reportDiagnostics(code, errors, true) };
    const names = declaredNames(file);
    const constants = this.#semanticErrors(this.#show(file, names)).filter(
      ({ code }) => code === assignmentToConstant,
    );
    if (constants.length > 0) return { error: reportDiagnostics(code, constants, false) };
    const options = this.#optionsOf(cell, names);
    const any = [...names].map(([name, declared]) => [name, { ...declared, kind: 'variable' }] as const);
    this.#declare(new Map(any), this.#project.declareText(untyped(names)));
    return compileCell(source, { ...options, taken: this.#takenNames(options) });
  }

  #compileTypeScript(code: string, cell: CellSource): CompiledCell | { error: ErrorReport } {
    const file = parse(cell.source, false);
    const syntax = syntaxErrors(file);
    if (syntax.length > 0) return { error: reportDiagnostics(code, syntax, true) };
    const names = declaredNames(file);
    const shown = this.#show(file, names);
    const semantic = this.#semanticErrors(shown);
    if (semantic.length > 0) return { error: reportDiagnostics(code, semantic, false) };
    const options = this.#optionsOf(cell, names);
    this.#declare(names, shown.module);
    if (names.size > 0 || this.#project.reachesOutside(shown)) this.#unsettled = { cell: shown, names };
    return compileChecked(shown.program, shown.file, cell.source.length, {
      ...options,
      typeOnlyImports: typeOnlyImports(shown.program, shown.file),
      taken: this.#takenNames(options),
    });
  }

  #semanticErrors(cell: ShownCell): ts.Diagnostic[] {
    return this.#project.errorsOf(cell).map((diagnostic) => explained(diagnostic, this.#names));
  }

  #read(code: string): CellSource {
    return readMagics(code, (name) => this.#names.has(name) || platformNames.has(name));
  }

  /** For a cell that is about to run; what it resets is forgotten. */
  #optionsOf(cell: CellSource, names: ReadonlyMap<string, DeclaredName>): CompileOptions {
    if (cell.magicLines.size === 0) return cell;
    const values = [...this.#names.values()].filter(({ kind }) => kind !== 'type').map(({ name }) => name);
    const earlierNames = values.filter((name) => !names.has(name));
    const taken = new Set(this.#taken);
    const lines = cell.source.split('\n');
    if ([...cell.magicLines].some((line) => isReset(lines[line]!.slice(1)))) this.#forget();
    return { ...cell, earlierNames, taken };
  }

  /** Those of the cell, and those before it, which it may reset. */
  #takenNames({ taken = new Set() }: CompileOptions): Set<string> {
    return new Set([...taken, ...this.#taken]);
  }

  /** Works out the types of what the last cell declared; the next request does it if nobody calls this before. */
  settle(): void {
    const unsettled = this.#unsettled;
    this.#unsettled = undefined;
    if (unsettled) this.#project.declare(unsettled.cell, untyped(unsettled.names));
  }

  complete(code: string, cursor: number): Completion {
    const { source, shown } = this.#showCode(code);
    return completeAt(this.#project.service, shown, source, cursor, {
      names: [...this.#names.keys()],
      explain: (names) => this.#explain(names),
    });
  }

  #explain(names: readonly string[]): Map<string, Explained> {
    const { file } = this.#showCode(names.join(';\n')).shown;
    const found = new Map<string, Explained>();
    let at = 0;
    for (const name of names) {
      const info = this.#project.service.getQuickInfoAtPosition(file.fileName, at);
      if (info) found.set(name, explanationOf(info.displayParts, info.documentation));
      at += name.length + 2;
    }
    return found;
  }

  /** What stands at the cursor. */
  inspect(code: string, cursor: number): Inspection | undefined {
    const { source, shown } = this.#showCode(code);
    const { program, file } = shown;
    const data = inspectAt(this.#project.service, file.fileName, source, cursor);
    if (!data) return undefined;
    const expression = valueAtCursor(program, file, offsetOfCodePoint(source, cursor));
    return expression === undefined ? { data } : { data, expression };
  }

  isComplete(code: string): Completeness {
    const { source, plainJavaScript } = this.#read(code);
    return completeness(parse(source, plainJavaScript));
  }

  /** Makes code the cell that is shown, for questions about it: a second one about the same code finds it there. */
  #showCode(code: string): { source: string; shown: ShownCell } {
    this.settle();
    const asked = this.#asked;
    if (asked?.code === code && this.#project.isShown(asked.shown)) return asked;
    const { source } = this.#read(code);
    const parsed = parse(source, false);
    const shown = this.#show(parsed, declaredNames(parsed));
    this.#asked = { code, source, shown };
    return this.#asked;
  }

  #show(file: ts.SourceFile, names: ReadonlyMap<string, DeclaredName>): ShownCell {
    const { text, specifiers } = inContext(file, names, this.#names);
    return this.#project.show(text, specifiers);
  }

  #forget(): void {
    this.#names.clear();
    this.#taken.clear();
    this.#project.forget();
  }

  #declare(names: ReadonlyMap<string, DeclaredName>, module: string): void {
    for (const declared of names.values()) {
      this.#names.set(declared.name, { ...declared, module });
      if (platformNames.has(declared.name)) this.#taken.add(declared.name);
    }
  }
}

function parse(source: string, plainJavaScript: boolean): ts.SourceFile {
  const kind = plainJavaScript ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  return ts.createSourceFile(
    plainJavaScript ? 'cell.js' : 'cell.ts',
    source,
    ts.ScriptTarget.ES2022,
    true,
    kind,
  );
}

/** The parser's own findings; TypeScript keeps them on the file without saying so in its types. */
function syntaxErrors(file: ts.SourceFile): readonly ts.Diagnostic[] {
  return (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
}
