/** How a cell is told of earlier cells: declarations after its own text, so that positions are the cell's own. */
import ts = require('typescript');

import { type DeclaredName, importedModules, mentionedNames } from './cellNames.js';

export interface KnownName extends DeclaredName {
  /** The specifier of the module that holds its declaration. */
  module: string;
}

export interface CellInContext {
  text: string;
  /** Everything that is imported by the cell or for it. */
  specifiers: Set<string>;
}

/** @param names what the cell itself declares */
export function inContext(
  file: ts.SourceFile,
  names: ReadonlyMap<string, DeclaredName>,
  earlier: ReadonlyMap<string, KnownName>,
): CellInContext {
  const specifiers = importedModules(file);
  const context: string[] = [];
  for (const name of mentionedNames(file)) {
    const known = earlier.get(name);
    if (!known || names.has(name)) continue;
    context.push(declarationOf(known));
    if (known.importedFrom !== undefined) specifiers.add(known.importedFrom);
  }
  const own = [...names.values()].filter(({ kind, exported }) => kind !== 'import' && !exported);
  context.push(`export { ${own.map(({ name }) => name).join(', ')} };`);
  return { text: `${file.text}\n;\n${context.join('\n')}`, specifiers };
}

function declarationOf({ name, kind, constant, comment = '', importText, module }: KnownName): string {
  if (kind === 'import') return importText!;
  if (kind !== 'variable') return `import { ${name} } from '${module}';`;
  return `${comment}\ndeclare ${constant ? 'const' : 'let'} ${name}: typeof import('${module}').${name};`;
}

/** Declarations for names of which no types are known. */
export function untyped(names: ReadonlyMap<string, DeclaredName>): string {
  return [...names.values()]
    .map(({ name, constant }) => `export declare ${constant ? 'const' : 'let'} ${name}: any;`)
    .join('\n');
}

/** Imported names that stand for nothing at run time. */
export function typeOnlyImports(program: ts.Program, file: ts.SourceFile): Set<string> {
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
