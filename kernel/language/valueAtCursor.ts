/** Which of the notebook's values the cursor stands on: `history.epoch`, where `history` is a name of the top level. */
import ts = require('typescript');

/** @returns the expression, or undefined if it is none that can be read without running code */
export function valueAtCursor(program: ts.Program, file: ts.SourceFile, offset: number): string | undefined {
  const name = nameAt(file, offset);
  if (!name) return undefined;
  const { parent } = name;
  const whole = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
  const root = rootOf(whole);
  if (!root) return undefined;
  const symbol = program.getTypeChecker().getSymbolAtLocation(root);
  const declared = symbol?.declarations ?? [];
  // A parameter may have the name of a global; the platform's own values need no description.
  return declared.length > 0 && declared.every((declaration) => isTopLevel(declaration, file))
    ? whole.getText(file)
    : undefined;
}

function nameAt(file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart(file) || offset > node.getEnd()) return;
    if (ts.isIdentifier(node)) found = node;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

/** Of `a.b.c` the `a`; undefined if anything else than names is in between. */
function rootOf(expression: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(expression)) return expression;
  return ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.name)
    ? rootOf(expression.expression)
    : undefined;
}

function isTopLevel(declaration: ts.Declaration, file: ts.SourceFile): boolean {
  if (declaration.getSourceFile() !== file) return false;
  for (let node: ts.Node = declaration.parent; node !== file; node = node.parent) {
    const passes =
      ts.isVariableDeclarationList(node) ||
      ts.isVariableStatement(node) ||
      ts.isBindingName(node) ||
      ts.isBindingElement(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isImportDeclaration(node) ||
      ts.isImportClause(node) ||
      ts.isNamedImports(node);
    if (!passes) return false;
  }
  return true;
}
