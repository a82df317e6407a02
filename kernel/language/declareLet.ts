import ts = require('typescript');

/** `let name = value;` */
export function declareLet(
  factory: ts.NodeFactory,
  name: ts.BindingName,
  value?: ts.Expression,
): ts.Statement {
  return factory.createVariableStatement(
    undefined,
    factory.createVariableDeclarationList(
      [factory.createVariableDeclaration(name, undefined, undefined, value)],
      ts.NodeFlags.Let,
    ),
  );
}
