/** What the kernel knows of TypeScript: one object a notebook.
 *
 *    cell ─ compile() ─▶ syntax and types checked (NotebookProject) ─▶ compileCell ─▶ JavaScript, source map
 *             │                                                          (hoistDeclarations)
 *             └ settle(): the cell's own declarations, for the cells to come
 *    complete(), inspect(), isComplete(): positions are code points, as on Jupyter's wire
 */
import ts from 'typescript';
import type { ErrorReport } from '../session/channel.js';
import { isReset } from './callMagics.js';
import { type DeclaredName, declaredNames, mentionedNames } from './cellNames.js';
import { offsetOfCodePoint } from './codePoints.js';
import { type CompiledCell, type CompileOptions, compileCell } from './compileCell.js';
import { type Completeness, completeness } from './completeness.js';
import { type Completion, completeAt } from './completion.js';
import { explained, reportDiagnostics } from './diagnostics.js';
import { type Explained, explanationOf } from './explained.js';
import { inspectAt } from './inspection.js';
import { type CellSource, readMagics } from './magics.js';
import { NotebookProject } from './notebookProject.js';
import { valueAtCursor } from './valueAtCursor.js';

/** TS2588 */
const assignmentToConstant = 2588;

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

interface KnownName extends DeclaredName {
  /** The cell that declared it last. */
  serial: number;
}

export class NotebookLanguage {
  readonly #project: NotebookProject;
  readonly #names = new Map<string, KnownName>();
  #serial = 0;
  #unsettled: { serial: number; names: ReadonlyMap<string, DeclaredName> } | undefined;

  /** @param folder the notebook's own: where imports and types are looked for first */
  constructor({ folder }: { folder: string }) {
    this.#project = new NotebookProject(folder);
  }

  /** Loads the libraries' types, so that the first cell need not wait for them. */
  warmUp(): void {
    this.#project.setCell('console.log([1].map((x) => x + 1)); export {};');
    const program = this.#project.program();
    program.getSemanticDiagnostics(program.getSourceFile(this.#project.cellFile));
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
    this.#project.setCell(this.#inContext(source, file, names));
    const constants = this.#semanticErrors().filter(({ code }) => code === assignmentToConstant);
    if (constants.length > 0) return { error: reportDiagnostics(code, constants, false) };
    const compiled = compileCell(source, this.#compileOptions(cell, names));
    this.#declareUntyped(names);
    return compiled;
  }

  #compileTypeScript(code: string, cellSource: CellSource): CompiledCell | { error: ErrorReport } {
    const { source } = cellSource;
    const file = parse(source, false);
    const names = declaredNames(file);
    this.#project.setCell(this.#inContext(source, file, names));
    const program = this.#project.program();
    const cell = program.getSourceFile(this.#project.cellFile)!;
    const syntax = program.getSyntacticDiagnostics(cell);
    if (syntax.length > 0) return { error: reportDiagnostics(code, syntax, true) };
    const semantic = this.#semanticErrors();
    if (semantic.length > 0) return { error: reportDiagnostics(code, semantic, false) };
    const options = this.#compileOptions(cellSource, names);
    this.#serial++;
    this.#declare(names);
    this.#unsettled = { serial: this.#serial, names };
    return compileCell(source, {
      ...options,
      typeOnlyImports: typeOnlyImports(program, cell),
      taken: this.#takenNames(),
    });
  }

  #semanticErrors(): ts.Diagnostic[] {
    const program = this.#project.program();
    return program
      .getSemanticDiagnostics(program.getSourceFile(this.#project.cellFile))
      .filter(isError)
      .map((diagnostic) => explained(diagnostic, this.#names));
  }

  #read(code: string): CellSource {
    return readMagics(code, (name) => this.#names.has(name) || platformNames.has(name));
  }

  /** For a cell that is about to run; what it resets is forgotten. */
  #compileOptions(cell: CellSource, names: ReadonlyMap<string, DeclaredName>): CompileOptions {
    const values = [...this.#names.values()].filter(({ kind }) => kind !== 'type').map(({ name }) => name);
    const options = { ...cell, earlierNames: values.filter((name) => !names.has(name)) };
    const lines = cell.source.split('\n');
    const resets = [...cell.magicLines].some((line) => isReset(lines[line]!.slice(1)));
    if (resets) {
      this.#names.clear();
      this.#project.forgetDeclarations();
    }
    return { ...options, taken: this.#takenNames() };
  }

  /** Works out the types of what the last cell declared; the next request does it if nobody calls this before. */
  settle(): void {
    const unsettled = this.#unsettled;
    if (!unsettled) return;
    this.#unsettled = undefined;
    if (unsettled.names.size === 0) return;
    const text = this.#project.emitDeclarations() ?? untyped(unsettled.names);
    this.#project.addDeclarations(unsettled.serial, text);
  }

  complete(code: string, cursor: number): Completion {
    const source = this.#show(code);
    return completeAt(this.#project, source, cursor, {
      names: [...this.#names.keys()],
      explain: (names) => this.#explain(names),
    });
  }

  #explain(names: readonly string[]): Map<string, Explained> {
    this.#show(names.join(';\n'));
    const explained = new Map<string, Explained>();
    let at = 0;
    for (const name of names) {
      const info = this.#project.service.getQuickInfoAtPosition(this.#project.cellFile, at);
      if (info) explained.set(name, explanationOf(info.displayParts, info.documentation));
      at += name.length + 2;
    }
    return explained;
  }

  /** Plain text and Markdown about what stands at the cursor. */
  inspect(code: string, cursor: number): Record<string, string> | undefined {
    return inspectAt(this.#project, this.#show(code), cursor);
  }

  /** The expression whose value the cursor stands on; of the code that was inspected last. */
  valueAt(code: string, cursor: number): string | undefined {
    const program = this.#project.program();
    const file = program.getSourceFile(this.#project.cellFile);
    return file && valueAtCursor(program, file, offsetOfCodePoint(code, cursor));
  }

  isComplete(code: string): Completeness {
    const { source, plainJavaScript } = this.#read(code);
    return completeness(parse(source, plainJavaScript));
  }

  /** Makes code the cell at hand, for questions about it; returns its source. */
  #show(code: string): string {
    this.settle();
    const { source } = this.#read(code);
    const file = parse(source, false);
    this.#project.setCell(this.#inContext(source, file, declaredNames(file)));
    return source;
  }

  /** The cell followed by what it needs of earlier cells. After, so that positions are the cell's own. */
  #inContext(source: string, file: ts.SourceFile, names: ReadonlyMap<string, DeclaredName>): string {
    const context: string[] = [];
    for (const name of mentionedNames(file)) {
      const known = this.#names.get(name);
      if (known && !names.has(name)) context.push(declarationOf(known, this.#project.moduleOf(known.serial)));
    }
    const own = [...names.values()].filter(({ kind, exported }) => kind !== 'import' && !exported);
    context.push(`export { ${own.map(({ name }) => name).join(', ')} };`);
    return `${source}\n;\n${context.join('\n')}`;
  }

  /** The platform's names that this notebook uses for something of its own. */
  #takenNames(): Set<string> {
    return new Set([...this.#names.keys()].filter((name) => platformNames.has(name)));
  }

  #declare(names: ReadonlyMap<string, DeclaredName>): void {
    for (const declared of names.values()) {
      this.#names.set(declared.name, { ...declared, serial: this.#serial });
    }
  }

  #declareUntyped(names: ReadonlyMap<string, DeclaredName>): void {
    this.#serial++;
    this.#declare(new Map([...names].map(([name, declared]) => [name, { ...declared, kind: 'variable' }])));
    this.#project.addDeclarations(this.#serial, untyped(names));
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

function isError({ category }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error;
}

/** How a later cell says what it needs of an earlier one. */
function declarationOf(
  { name, kind, constant, comment = '', importText }: KnownName,
  module: string,
): string {
  if (kind === 'import') return importText!;
  if (kind !== 'variable') return `import { ${name} } from '${module}';`;
  return `${comment}\ndeclare ${constant ? 'const' : 'let'} ${name}: typeof import('${module}').${name};`;
}

function untyped(names: ReadonlyMap<string, DeclaredName>): string {
  return [...names.values()]
    .map(({ name, constant }) => `export declare ${constant ? 'const' : 'let'} ${name}: any;`)
    .join('\n');
}

/** Imported names that stand for nothing at run time. */
function typeOnlyImports(program: ts.Program, file: ts.SourceFile): Set<string> {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const consider = (name: ts.Identifier) => {
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol || (symbol.flags & ts.SymbolFlags.Alias) === 0) return;
    const target = checker.getAliasedSymbol(symbol);
    const isUnknown = target.flags === ts.SymbolFlags.Property && target.escapedName === 'unknown';
    if (!isUnknown && (target.flags & ts.SymbolFlags.Value) === 0) found.add(name.text);
  };
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    const { name, namedBindings } = statement.importClause;
    if (name) consider(name);
    if (namedBindings && ts.isNamedImports(namedBindings)) {
      for (const element of namedBindings.elements) consider(element.name);
    }
  }
  return found;
}
