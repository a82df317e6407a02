/** Names of a cell that are taken by a global: renamed in what runs, never in what the user sees. */
import ts = require('typescript');

/** Renames every variable of a taken name, local ones too, so that what shadows what stays as it was. */
export function renameTaken(taken: ReadonlySet<string>): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    if (taken.size === 0) return (file) => file;
    const { factory } = context;
    const renamed = (name: ts.Identifier) =>
      ts.setTextRange(factory.createIdentifier(`${ownPrefix}${name.text}`), name);
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isIdentifier(node)) return taken.has(node.text) ? renamed(node) : node;
      if (ts.isPropertyAccessExpression(node)) {
        const target = ts.visitNode(node.expression, visit, ts.isExpression);
        return ts.isPropertyAccessChain(node)
          ? factory.updatePropertyAccessChain(node, target, node.questionDotToken, node.name)
          : factory.updatePropertyAccessExpression(node, target, node.name);
      }
      if (ts.isShorthandPropertyAssignment(node) && taken.has(node.name.text)) {
        const { name, objectAssignmentInitializer: initializer } = node;
        const value = initializer
          ? factory.createAssignment(renamed(name), ts.visitNode(initializer, visit, ts.isExpression))
          : renamed(name);
        return factory.createPropertyAssignment(name.text, value);
      }
      if (
        ts.isBindingElement(node) &&
        !node.propertyName &&
        !node.dotDotDotToken &&
        ts.isIdentifier(node.name)
      ) {
        if (!taken.has(node.name.text) || !ts.isObjectBindingPattern(node.parent)) {
          return ts.visitEachChild(node, visit, context);
        }
        const initializer = ts.visitNode(node.initializer, visit, ts.isExpression);
        return factory.createBindingElement(undefined, node.name.text, renamed(node.name), initializer);
      }
      if (ts.isImportSpecifier(node) && taken.has(node.name.text)) {
        const exported = node.propertyName ?? factory.createIdentifier(node.name.text);
        return factory.updateImportSpecifier(node, node.isTypeOnly, exported, renamed(node.name));
      }
      if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
        return node;
      if (isNamedMember(node)) return withOwnName(node, ts.visitEachChild(node, visit, context), context);
      return ts.visitEachChild(node, visit, context);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

type NamedMember =
  | ts.PropertyAssignment
  | ts.ClassElement
  | ts.ObjectLiteralElement
  | ts.EnumMember
  | ts.BindingElement;

function isNamedMember(node: ts.Node): node is NamedMember {
  return (
    ts.isPropertyAssignment(node) ||
    ts.isClassElement(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isEnumMember(node) ||
    ts.isBindingElement(node)
  );
}

/** A member keeps the name it is known by. */
function withOwnName(before: NamedMember, after: ts.Node, context: ts.TransformationContext): ts.Node {
  const key = ts.isBindingElement(before) ? before.propertyName : before.name;
  if (!key || !ts.isIdentifier(key)) return after;
  const changed = ts.isBindingElement(before)
    ? (after as ts.BindingElement).propertyName
    : (after as ts.PropertyAssignment).name;
  return ts.visitEachChild(after, (child) => (child === changed ? key : child), context);
}

const ownPrefix = '__own_';

/** The name the user wrote. */
export function ownName({ text }: ts.Identifier): string {
  return text.startsWith(ownPrefix) ? text.slice(ownPrefix.length) : text;
}
