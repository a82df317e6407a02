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
import ts = require('typescript');

import { callMagics, type MagicOptions } from './callMagics.js';
import { hoistDeclarations } from './hoistDeclarations.js';
import { hookCall, hooks } from './hookCall.js';
import { loadImports } from './loadImports.js';
import { renameTaken } from './ownNames.js';

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

/** Compiles a cell of which nothing else is known. It must be free of syntax errors. */
export function compileCell(source: string, options: CompileOptions = {}): CompiledCell {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: options.plainJavaScript ? 'cell.js' : 'cell.ts',
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      allowJs: true,
      sourceMap: true,
      inlineSources: false,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: passes(options),
  });
  return { javascript: withoutLink(outputText), sourceMap: sourceMapText ?? '' };
}

/**
 * Compiles a cell that a program has checked, with what the program knows.
 * @param length how much of the file is the cell's own; what follows only tells the checker of earlier cells
 */
export function compileChecked(
  program: ts.Program,
  file: ts.SourceFile,
  length: number,
  options: CompileOptions,
): CompiledCell {
  const compiled: CompiledCell = { javascript: '', sourceMap: '' };
  const { before = [], ...after } = passes(options);
  program.emit(
    file,
    (name, text) => {
      if (name.endsWith('.map')) compiled.sourceMap = text;
      else compiled.javascript = withoutLink(text);
    },
    undefined,
    false,
    { before: [onlyTheCell(length), ...before], ...after },
  );
  return compiled;
}

function passes(options: CompileOptions): ts.CustomTransformers {
  return {
    before: [
      renameTaken(options.taken ?? new Set()),
      callMagics(options),
      wrapExpressions,
      loadImports(options.typeOnlyImports ?? new Set()),
    ],
    after: [hoistDeclarations],
  };
}

function withoutLink(javascript: string): string {
  return javascript.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '');
}

function onlyTheCell(length: number): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) =>
    (file) =>
      factory.updateSourceFile(
        file,
        file.statements.filter(({ pos }) => pos < length),
      );
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
