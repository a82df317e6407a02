/** The second pass over a cell: what TypeScript left as top-level declarations becomes `let`s that later cells may
 *  declare anew. Order: imports, functions, `var`s, then the rest as it stands. */
import ts from 'typescript';
import { hookCall } from './hookCall.js';
import { ownName } from './ownNames.js';

/** @param typeOnlyImports imported names that do not exist at run time */
export function hoistDeclarations(
  context: ts.TransformationContext,
  typeOnlyImports: ReadonlySet<string>,
): ts.Transformer<ts.SourceFile> {
  const { factory } = context;
  const declareLet = (name: ts.BindingName, value?: ts.Expression): ts.Statement =>
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList(
        [factory.createVariableDeclaration(name, undefined, undefined, value)],
        ts.NodeFlags.Let,
      ),
    );

  return (file) => {
    const imports: ts.Statement[] = [];
    const functions = new Map<string, ts.Statement>();
    const variables = new Set<string>();
    const rest: ts.Statement[] = [];

    /** `var` → assignments to hoisted names, at any depth outside functions. */
    const unvar = (node: ts.Node): ts.Node => {
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
      if (ts.isVariableStatement(node) && isVar(node.declarationList)) {
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
      if (ts.isImportDeclaration(statement)) {
        const statements = importStatements(factory, statement, typeOnlyImports, declareLet);
        imports.push(...statements.map((replacement) => ts.setTextRange(replacement, statement)));
      } else if (ts.isExportDeclaration(statement)) {
        if (statement.moduleSpecifier) {
          imports.push(awaitLoad(factory, statement.moduleSpecifier, []));
        }
      } else if (ts.isFunctionDeclaration(statement)) {
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
        functions.set(name.text, declareLet(factory.createIdentifier(name.text), expression));
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
          rest.push(ts.setTextRange(declareLet(factory.createIdentifier(name.text), expression), statement));
        else rest.push(factory.createExpressionStatement(expression));
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
      .map((name) => declareLet(factory.createIdentifier(name)));
    const strict = factory.createExpressionStatement(factory.createStringLiteral('use strict'));
    return factory.updateSourceFile(file, [strict, ...imports, ...functions.values(), ...hoisted, ...rest]);
  };
}

function importStatements(
  factory: ts.NodeFactory,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  typeOnly: ReadonlySet<string>,
  declareLet: (name: ts.BindingName, value?: ts.Expression) => ts.Statement,
): ts.Statement[] {
  if (!importClause) return [awaitLoad(factory, moduleSpecifier, [])];
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const { name, namedBindings } = importClause;
  const wanted: { exported: string; local: string }[] = [];
  if (name && !typeOnly.has(ownName(name))) wanted.push({ exported: 'default', local: name.text });
  if (namedBindings && ts.isNamedImports(namedBindings)) {
    for (const element of namedBindings.elements) {
      if (element.isTypeOnly || typeOnly.has(ownName(element.name))) continue;
      wanted.push({ exported: (element.propertyName ?? element.name).text, local: element.name.text });
    }
  }
  const namespace = namedBindings && ts.isNamespaceImport(namedBindings) ? namedBindings.name : undefined;
  const statements: ts.Statement[] = [];
  if (namespace && !typeOnly.has(ownName(namespace))) {
    statements.push(declareLet(factory.createIdentifier(namespace.text), load(factory, moduleSpecifier, [])));
  }
  if (wanted.length > 0) {
    const pattern = factory.createObjectBindingPattern(
      wanted.map(({ exported, local }) =>
        factory.createBindingElement(undefined, factory.createStringLiteral(exported), local),
      ),
    );
    const names = wanted.map(({ exported }) => factory.createStringLiteral(exported));
    statements.push(declareLet(pattern, load(factory, moduleSpecifier, names)));
  }
  return statements;
}

function awaitLoad(factory: ts.NodeFactory, specifier: ts.Expression, names: ts.Expression[]): ts.Statement {
  return factory.createExpressionStatement(load(factory, specifier, names));
}

function load(factory: ts.NodeFactory, specifier: ts.Expression, names: ts.Expression[]): ts.Expression {
  const call = hookCall(factory, 'load', [specifier, factory.createArrayLiteralExpression(names)]);
  // A module that fails is blamed on its specifier.
  return ts.setTextRange(factory.createAwaitExpression(ts.setTextRange(call, specifier)), specifier);
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
