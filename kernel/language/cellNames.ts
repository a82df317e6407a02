/** The names a cell declares at its top level, and those it mentions. */
import ts = require('typescript');

type NameKind =
  /** `const`, `let`, `var`: a value. */
  | 'variable'
  /** A value that is called; declared by import in later cells, so that its type parameters stay. */
  | 'function'
  /** Class, enum, namespace: value and type. */
  | 'both'
  /** Interface, type alias. */
  | 'type'
  /** Brought in by `import`. */
  | 'import';

export interface DeclaredName {
  name: string;
  kind: NameKind;
  /** For variables: whether it may be assigned to. */
  constant: boolean;
  /** For imports: a statement that imports this name alone, and from where. */
  importText?: string;
  importedFrom?: string;
  /** For variables: the documentation comment before it, whole. */
  comment?: string;
  /** Whether the cell itself writes `export` before it. */
  exported: boolean;
}

export function declaredNames(file: ts.SourceFile): Map<string, DeclaredName> {
  const names = new Map<string, DeclaredName>();
  const declare = (name: string, kind: NameKind, statement: ts.Statement, constant = false) => {
    const before = names.get(name);
    const merged = before && before.kind !== kind && kind !== 'import' ? 'both' : kind;
    const comment = kind === 'variable' ? documentation(statement, file) : undefined;
    names.set(name, {
      name,
      kind: merged,
      constant,
      exported: isExported(statement),
      ...(comment === undefined ? {} : { comment }),
    });
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      const constant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
      for (const { name } of statement.declarationList.declarations) {
        for (const bound of boundNames(name)) declare(bound, 'variable', statement, constant);
      }
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) declare(statement.name.text, 'function', statement);
    } else if (ts.isClassDeclaration(statement)) {
      if (statement.name) declare(statement.name.text, 'both', statement);
    } else if (ts.isEnumDeclaration(statement)) {
      declare(statement.name.text, 'both', statement);
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name) && !isGlobalAugmentation(statement)) {
        declare(statement.name.text, 'both', statement);
      }
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      declare(statement.name.text, 'type', statement);
    } else if (ts.isImportDeclaration(statement)) {
      for (const [name, importText] of importedNames(statement, file)) {
        const importedFrom = specifierOf(statement);
        names.set(name, { name, kind: 'import', constant: true, importText, importedFrom, exported: false });
      }
    } else {
      for (const name of nestedVars(statement)) declare(name, 'variable', statement);
    }
  }
  return names;
}

/** Every identifier in the cell, whatever it stands for. */
export function mentionedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** Every module that the cell imports, by whatever form of import. */
export function importedModules(file: ts.SourceFile): Set<string> {
  const specifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== '') specifiers.add(specifier);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return specifiers;
}

function specifierOf(node: ts.Node): string {
  let specifier: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) specifier = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    specifier = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    specifier = node.arguments[0];
  }
  return specifier && ts.isStringLiteralLike(specifier) ? specifier.text : '';
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function importedNames(
  { importClause, moduleSpecifier, attributes }: ts.ImportDeclaration,
  file: ts.SourceFile,
) {
  const from = `from ${moduleSpecifier.getText(file)}${attributes ? ` ${attributes.getText(file)}` : ''};`;
  const names = new Map<string, string>();
  if (!importClause) return names;
  const type = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
  const { name, namedBindings } = importClause;
  if (name) names.set(name.text, `import ${type}${name.text} ${from}`);
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    names.set(namedBindings.name.text, `import ${type}* as ${namedBindings.name.text} ${from}`);
  } else if (namedBindings) {
    for (const element of namedBindings.elements) {
      names.set(element.name.text, `import ${type}{ ${element.getText(file)} } ${from}`);
    }
  }
  return names;
}

/** `var`s inside blocks and loops, which are the cell's as well. */
function nestedVars(statement: ts.Statement): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      for (const { name } of node.declarations) names.push(...boundNames(name));
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return names;
}

function documentation(statement: ts.Statement, file: ts.SourceFile): string | undefined {
  return ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc)?.getText(file);
}

/** By its own name: `export default` gives it another. */
function isExported(statement: ts.Statement): boolean {
  const kinds = ts.canHaveModifiers(statement) ? ts.getModifiers(statement)?.map(({ kind }) => kind) : [];
  return (
    kinds?.includes(ts.SyntaxKind.ExportKeyword) === true && !kinds.includes(ts.SyntaxKind.DefaultKeyword)
  );
}

function isGlobalAugmentation(statement: ts.ModuleDeclaration): boolean {
  return (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}
