import ts = require('typescript');

/**
 * The files that a cell would have the type checker read: it runs outside of the sandbox, and what a type says is in its
 * errors. Packages are no files.
 */
export function outsideFiles(source: string): string[] {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const found = file.referencedFiles.map(({ fileName }) => fileName);
  const visit = (node: ts.Node): void => {
    const named = specifierOf(node);
    if (named !== undefined && isFile(named)) found.push(named);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What an import, an export, an import type, `import()` or `require()` names. */
function specifierOf(node: ts.Node): string | undefined {
  let named: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (ts.isExternalModuleReference(node)) named = node.expression;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) named = node.argument.literal;
  else if (ts.isModuleDeclaration(node)) named = node.name;
  else if (ts.isCallExpression(node)) {
    const { expression } = node;
    const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isImport || (ts.isIdentifier(expression) && expression.text === 'require')) named = node.arguments[0];
  }
  return named !== undefined && ts.isStringLiteralLike(named) ? named.text : undefined;
}

function isFile(specifier: string): boolean {
  return /^(?:[./\\#]|file:|[a-z]:[/\\])/i.test(specifier) || specifier.includes('..');
}
