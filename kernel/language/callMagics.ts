/** Magic lines (magics.ts) → calls of the session's hooks (kernel/session/magics.ts). */
import ts = require('typescript');

import { hookCall } from './hookCall.js';
import { timeMarker } from './magics.js';

export interface MagicOptions {
  /** Lines, counted from 0, that begin with a magic's literal. */
  magicLines?: ReadonlySet<number>;
  /** Tells at the end how long the cell took. */
  timed?: boolean;
  /** The values of earlier cells, for `%who` and `%reset`. */
  earlierNames?: readonly string[];
  /** Names that go by another (CompileOptions). */
  taken?: ReadonlySet<string>;
}

export function callMagics(options: MagicOptions): ts.TransformerFactory<ts.SourceFile> {
  const { magicLines = new Set<number>(), timed = false } = options;
  return (context) => {
    if (magicLines.size === 0 && !timed) return (file) => file;
    const { factory } = context;
    const call = (name: string, args: ts.Expression[] = []) =>
      factory.createExpressionStatement(hookCall(factory, name, args));
    return (file) => {
      const statements: ts.Statement[] = timed ? [call('time')] : [];
      let timing = false;
      let names = options.earlierNames ?? [];
      for (const statement of file.statements) {
        const magic = magicOf(statement, file, magicLines);
        if (magic === timeMarker) {
          statements.push(call('time'));
          timing = true;
          continue;
        }
        statements.push(
          ...(magic === undefined
            ? [statement]
            : replacement(factory, magic, statement, names, options.taken)),
        );
        if (timing) statements.push(call('timed'));
        timing = false;
        if (magic !== undefined && isReset(magic)) names = [];
      }
      if (timed) statements.push(call('timed'));
      return factory.updateSourceFile(file, statements);
    };
  };
}

/** The magic's own line, if the statement is one. */
function magicOf(
  statement: ts.Statement,
  file: ts.SourceFile,
  magicLines: ReadonlySet<number>,
): string | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return undefined;
  const { line, character } = ts.getLineAndCharacterOfPosition(file, statement.getStart(file));
  return character === 0 && magicLines.has(line) ? statement.expression.text : undefined;
}

function replacement(
  factory: ts.NodeFactory,
  magic: string,
  statement: ts.Statement,
  earlierNames: readonly string[],
  taken: ReadonlySet<string> = new Set(),
): ts.Statement[] {
  if (isReset(magic))
    return earlierNames.map((name) => forget(factory, taken.has(name) ? `__own_${name}` : name));
  const names = earlierNames.map((name) => factory.createStringLiteral(name));
  const call = hookCall(factory, 'magic', [
    factory.createStringLiteral(magic),
    ...(/^%who\b/.test(magic) ? [factory.createArrayLiteralExpression(names)] : []),
  ]);
  return [ts.setTextRange(factory.createExpressionStatement(factory.createAwaitExpression(call)), statement)];
}

/** `%reset`: the values of all earlier cells are forgotten. */
export function isReset(magic: string): boolean {
  return /^%reset\b/.test(magic);
}

/** A binding stays, as V8 has it; what it held is free. One that never came to be throws. */
function forget(factory: ts.NodeFactory, name: string): ts.Statement {
  const assignment = factory.createAssignment(factory.createIdentifier(name), factory.createVoidZero());
  const attempt = factory.createBlock([factory.createExpressionStatement(assignment)]);
  return factory.createTryStatement(
    attempt,
    factory.createCatchClause(undefined, factory.createBlock([])),
    undefined,
  );
}
