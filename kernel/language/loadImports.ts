/** `import` → a call of the session's loader, before everything else of the cell. In the pass before TypeScript's own,
 *  which would leave out what this cell does not use and the next one may. */
import ts = require('typescript');

import { declareLet } from './declareLet.js';
import { hookCall } from './hookCall.js';
import { ownName } from './ownNames.js';

/** @param typeOnly imported names that do not exist at run time */
export function loadImports(typeOnly: ReadonlySet<string>): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) =>
    (file) => {
      const imports: ts.Statement[] = [];
      const rest: ts.Statement[] = [];
      for (const statement of file.statements) {
        if (ts.isImportDeclaration(statement)) {
          const statements = importStatements(factory, statement, typeOnly);
          imports.push(...statements.map((replacement) => ts.setTextRange(replacement, statement)));
        } else if (ts.isExportDeclaration(statement)) {
          if (statement.moduleSpecifier) imports.push(awaitLoad(factory, statement.moduleSpecifier, []));
        } else rest.push(statement);
      }
      return factory.updateSourceFile(file, [...imports, ...rest]);
    };
}

function importStatements(
  factory: ts.NodeFactory,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  typeOnly: ReadonlySet<string>,
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
    statements.push(
      declareLet(factory, factory.createIdentifier(namespace.text), load(factory, moduleSpecifier, [])),
    );
  }
  if (wanted.length > 0) {
    const pattern = factory.createObjectBindingPattern(
      wanted.map(({ exported, local }) =>
        factory.createBindingElement(undefined, factory.createStringLiteral(exported), local),
      ),
    );
    const names = wanted.map(({ exported }) => factory.createStringLiteral(exported));
    statements.push(declareLet(factory, pattern, load(factory, moduleSpecifier, names)));
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
