import type ts from 'typescript';

export const hooks = '__cuaderno';

/** A call of one of the session's hooks. */
export function hookCall(factory: ts.NodeFactory, name: string, args: ts.Expression[]): ts.CallExpression {
  return factory.createCallExpression(
    factory.createPropertyAccessExpression(factory.createIdentifier(hooks), name),
    undefined,
    args,
  );
}
