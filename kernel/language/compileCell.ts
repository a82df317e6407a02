/** A cell → JavaScript for V8's REPL mode (kernel/session/evaluator.ts).
 *
 *  - Every top-level declaration becomes a `let`: V8 lets a later cell declare it anew, as whatever it likes. That
 *    constants stay constant is the type checker's part. Imports come first, then functions, as the language hoists.
 *  - `import` becomes a call to the session, which resolves it as the notebook's folder and the kernel's installation say.
 *  - The last expression is given to the session as the cell's result, every other top-level expression as a candidate
 *    to be shown where it stands (a figure).
 *
 *  Two passes: one before TypeScript lowers the code (expressions, `import()`), one after it (declarations), so that
 *  enums, namespaces, decorators and `using` come out right without being known here. */
import ts from 'typescript';
import { callMagics, type MagicOptions } from './callMagics.js';
import { hoistDeclarations } from './hoistDeclarations.js';

export interface CompileOptions extends MagicOptions {
  /** Imported names that stand for types only; they do not exist at run time. */
  typeOnlyImports?: ReadonlySet<string>;
  /** Names that the notebook took from the platform (`URL`, `process`): a top-level `let` of that name would take it
   *  from every library of the process as well, so the cells' own goes by another. */
  taken?: ReadonlySet<string>;
  /** The cell is JavaScript: nothing of TypeScript's is allowed in it. */
  plainJavaScript?: boolean;
}

export interface CompiledCell {
  javascript: string;
  /** Version-3 source map, JSON. */
  sourceMap: string;
}

const hooks = '__cuaderno';

/** The cell must be free of syntax errors. */
export function compileCell(source: string, options: CompileOptions = {}): CompiledCell {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: options.plainJavaScript ? 'cell.js' : 'cell.ts',
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      // Imports that this cell does not use may be what the next one needs.
      verbatimModuleSyntax: true,
      allowJs: true,
      sourceMap: true,
      inlineSources: false,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: {
      before: [renameTaken(options.taken ?? new Set()), callMagics(options), wrapExpressions],
      after: [(context) => hoistDeclarations(context, options.typeOnlyImports ?? new Set())],
    },
  });
  return {
    javascript: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, ''),
    sourceMap: sourceMapText ?? '',
  };
}

/** A call of one of the session's hooks. */
export function hookCall(factory: ts.NodeFactory, name: string, args: ts.Expression[]): ts.CallExpression {
  return factory.createCallExpression(
    factory.createPropertyAccessExpression(factory.createIdentifier(hooks), name),
    undefined,
    args,
  );
}

/** Renames every variable of a taken name, local ones too, so that what shadows what stays as it was. */
function renameTaken(taken: ReadonlySet<string>): ts.TransformerFactory<ts.SourceFile> {
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

function wrapExpressions(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return hookCall(
        factory,
        'import',
        node.arguments.map((argument) => ts.visitNode(argument, visit, ts.isExpression)),
      );
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return factory.createPropertyAccessExpression(factory.createIdentifier(hooks), 'meta');
    }
    return ts.visitEachChild(node, visit, context);
  };
  return (file) => {
    const last = file.statements.findLast(
      (statement) => !ts.isEmptyStatement(statement) && !isHookCall(statement),
    );
    const statements = file.statements.flatMap((statement): ts.Statement[] => {
      if (isHookCall(statement)) return [statement];
      const visited = ts.visitNode(statement, visit, ts.isStatement);
      const expression = expressionOf(visited);
      if (!expression) return [visited];
      const call = hookCall(factory, statement === last ? 'result' : 'shown', [expression]);
      const replacement = factory.createExpressionStatement(
        statement === last ? call : factory.createLogicalAnd(call, settled(factory)),
      );
      return [ts.setTextRange(replacement, statement)];
    });
    return factory.updateSourceFile(file, statements);
  };
}

/** A call that callMagics has put there. */
function isHookCall(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    ts.isIdentifier(call.expression.expression) &&
    call.expression.expression.text === hooks
  );
}

function expressionOf(statement: ts.Statement): ts.Expression | undefined {
  if (ts.isExpressionStatement(statement)) return statement.expression;
  if (ts.isExportAssignment(statement) && !statement.isExportEquals) return statement.expression;
  return undefined;
}

function settled(factory: ts.NodeFactory): ts.Expression {
  return factory.createAwaitExpression(hookCall(factory, 'settled', []));
}
