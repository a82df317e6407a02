/** The second pass over a cell: what TypeScript left as top-level declarations becomes `let`s that later cells may
 *  declare anew. Order: functions, `var`s, then the rest as it stands, imports (loadImports.ts) before all else. */
import ts = require('typescript');

import { declareLet } from './declareLet.js';
import { hookCall } from './hookCall.js';

export function hoistDeclarations(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const { factory } = context;

  return (file) => {
    const functions = new Map<string, ts.Statement>();
    const variables = new Set<string>();
    /** Those that begin without a value, whatever they were before. */
    const anew = new Set<string>();
    const rest: ts.Statement[] = [];

    /** `var` → assignments to hoisted names, at any depth outside functions. */
    const unvar = (node: ts.Node): ts.Node => {
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
      if (ts.isVariableStatement(node) && isVar(node.declarationList)) {
        if (isLowered(node))
          for (const { name } of node.declarationList.declarations) collectNames(name, anew);
        const assignments = assign(node.declarationList);
        return assignments
          ? ts.setTextRange(factory.createExpressionStatement(assignments), node)
          : factory.createEmptyStatement();
      }
      if (ts.isForStatement(node) && node.initializer && isVar(node.initializer)) {
        const body = ts.visitNode(node.statement, unvar, ts.isStatement);
        const { condition, incrementor } = node;
        return factory.updateForStatement(node, assign(node.initializer), condition, incrementor, body);
      }
      if ((ts.isForInStatement(node) || ts.isForOfStatement(node)) && isVar(node.initializer)) {
        const target = asTarget(factory, node.initializer.declarations[0]!.name);
        collectNames(node.initializer.declarations[0]!.name, variables);
        const body = ts.visitNode(node.statement, unvar, ts.isStatement);
        return ts.isForInStatement(node)
          ? factory.updateForInStatement(node, target, node.expression, body)
          : factory.updateForOfStatement(node, node.awaitModifier, target, node.expression, body);
      }
      return ts.visitEachChild(node, unvar, context);
    };

    const assign = (list: ts.VariableDeclarationList): ts.Expression | undefined => {
      let all: ts.Expression | undefined;
      for (const { name, initializer } of list.declarations) {
        collectNames(name, variables);
        if (!initializer) continue;
        const one = ts.isIdentifier(name)
          ? factory.createAssignment(name, initializer)
          : factory.createParenthesizedExpression(
              factory.createAssignment(asTarget(factory, name), initializer),
            );
        ts.setTextRange(one, name.parent ?? name);
        all = all ? factory.createComma(all, one) : one;
      }
      return all;
    };

    for (const statement of file.statements) {
      if (isUseStrict(statement)) continue;
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
      if (ts.isFunctionDeclaration(statement)) {
        if (!statement.body) continue;
        const expression = factory.createFunctionExpression(
          ts.getModifiers(statement)?.filter(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword),
          statement.asteriskToken,
          undefined,
          statement.typeParameters,
          statement.parameters,
          undefined,
          statement.body,
        );
        ts.setTextRange(expression, statement);
        const name = statement.name ?? factory.createUniqueName('anonymous');
        functions.set(name.text, declareLet(factory, factory.createIdentifier(name.text), expression));
      } else if (ts.isClassDeclaration(statement)) {
        const { name, heritageClauses, members } = statement;
        const expression = factory.createClassExpression(
          undefined,
          name,
          undefined,
          heritageClauses,
          members,
        );
        ts.setTextRange(expression, statement);
        if (name)
          rest.push(
            ts.setTextRange(declareLet(factory, factory.createIdentifier(name.text), expression), statement),
          );
        else rest.push(factory.createExpressionStatement(factory.createParenthesizedExpression(expression)));
      } else if (ts.isVariableStatement(statement) && isBlockScoped(statement.declarationList)) {
        const { declarations } = statement.declarationList;
        const list = factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let);
        ts.setTextRange(list, statement.declarationList);
        rest.push(ts.setTextRange(factory.createVariableStatement(undefined, list), statement));
      } else if (ts.isExportAssignment(statement)) {
        rest.push(ts.setTextRange(factory.createExpressionStatement(statement.expression), statement));
      } else {
        rest.push(unvar(statement) as ts.Statement);
      }
    }
    const hoisted = [...variables]
      .filter((name) => !functions.has(name))
      .map((name) =>
        declareLet(
          factory,
          factory.createIdentifier(name),
          anew.has(name) ? undefined : before(factory, name),
        ),
      );
    const strict = factory.createExpressionStatement(factory.createStringLiteral('use strict'));
    return factory.updateSourceFile(file, [strict, ...functions.values(), ...hoisted, ...rest]);
  };
}

/** A `var` that TypeScript has made of an enum or a namespace. */
function isLowered(node: ts.Node): boolean {
  const original = ts.getOriginalNode(node);
  return ts.isEnumDeclaration(original) || ts.isModuleDeclaration(original);
}

/** What a `var` had before this cell, for as long as the cell gives it nothing: declaring it anew changes nothing. */
function before(factory: ts.NodeFactory, name: string): ts.Expression {
  const read = factory.createArrowFunction(
    undefined,
    undefined,
    [],
    undefined,
    undefined,
    factory.createIdentifier(name),
  );
  return hookCall(factory, 'before', [read]);
}

function isUseStrict(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isStringLiteral(statement.expression) &&
    statement.expression.text === 'use strict'
  );
}

function isVar(node: ts.Node): node is ts.VariableDeclarationList {
  return ts.isVariableDeclarationList(node) && !isBlockScoped(node);
}

function isBlockScoped(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) !== 0;
}

function collectNames(name: ts.BindingName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else {
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) collectNames(element.name, names);
    }
  }
}

/** A binding pattern as the target of an assignment: `{ a: [b = 1], ...c }`. */
function asTarget(factory: ts.NodeFactory, name: ts.BindingName): ts.Expression {
  if (ts.isIdentifier(name)) return name;
  if (ts.isArrayBindingPattern(name)) {
    return factory.createArrayLiteralExpression(
      name.elements.map((element) => {
        if (!ts.isBindingElement(element)) return factory.createOmittedExpression();
        const target = withDefault(factory, element);
        return element.dotDotDotToken ? factory.createSpreadElement(target) : target;
      }),
    );
  }
  return factory.createObjectLiteralExpression(
    name.elements.map((element) => {
      if (element.dotDotDotToken) return factory.createSpreadAssignment(asTarget(factory, element.name));
      if (!element.propertyName && ts.isIdentifier(element.name)) {
        return factory.createShorthandPropertyAssignment(element.name, element.initializer);
      }
      const property = element.propertyName ?? (element.name as ts.Identifier);
      return factory.createPropertyAssignment(property, withDefault(factory, element));
    }),
  );
}

function withDefault(factory: ts.NodeFactory, element: ts.BindingElement): ts.Expression {
  const target = asTarget(factory, element.name);
  return element.initializer ? factory.createAssignment(target, element.initializer) : target;
}
