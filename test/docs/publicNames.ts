/** Every public name of the library, with its doc comment, as the TypeScript compiler sees them. */
import path from 'node:path';
import ts from 'typescript';

export interface PublicName {
  /** As a user writes it: `layers.conv2D`, `Sequential.fit`. */
  name: string;
  kind: 'function' | 'class' | 'method' | 'value' | 'type';
  description: string;
  examples: string[];
  /** `src/layers/conv2D.ts:43` */
  place: string;
}

const root = path.resolve(import.meta.dirname, '..', '..');

/** All that `import { … } from 'cuaderno'` gives, namespaces and the methods of classes included. */
export function publicNames(): PublicName[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(root, 'tsconfig.build.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const entry = path.join(root, 'src', 'index.ts');
  const program = ts.createProgram([entry], config!.options);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  return namesIn(module, '', checker);
}

function namesIn(module: ts.Symbol, prefix: string, checker: ts.TypeChecker): PublicName[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = resolved(exported, checker);
    const name = prefix + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) return namesIn(symbol, `${name}.`, checker);
    const kind = isTypeOnly(exported) ? 'type' : kindOf(symbol);
    const own = declaredHere(symbol) ? [describe(symbol, name, kind, checker)] : [];
    return kind === 'class' ? [...own, ...methodsOf(symbol, name, checker)] : own;
  });
}

function resolved(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** `export { type X }`: what can be named, but not made. */
function isTypeOnly(exported: ts.Symbol): boolean {
  return exported.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false;
}

/** tfjs's own names (`tf`, `Tensor`) are documented there. */
function declaredHere(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  return file !== undefined && !file.includes('node_modules');
}

function kindOf(symbol: ts.Symbol): PublicName['kind'] {
  if (symbol.flags & ts.SymbolFlags.Class) return 'class';
  if (symbol.flags & ts.SymbolFlags.Function) return 'function';
  return symbol.flags & ts.SymbolFlags.Value ? 'value' : 'type';
}

function methodsOf(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): PublicName[] {
  return checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .filter((member) => member.flags & ts.SymbolFlags.Method && declaredHere(member) && isPublic(member))
    .map((member) => describe(member, `${name}.${member.name}`, 'method', checker));
}

/** Private names; and a callback's hooks, which `Callback` documents and `fit` calls. */
const notForUsers = /^[_#]|^toString$|^setParams$|^setModel$|^on[A-Z]/;

function isPublic(member: ts.Symbol): boolean {
  const modifiers = member.valueDeclaration ? ts.getCombinedModifierFlags(member.valueDeclaration) : 0;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
  return (modifiers & hidden) === 0 && !notForUsers.test(ts.symbolName(member));
}

function describe(
  symbol: ts.Symbol,
  name: string,
  kind: PublicName['kind'],
  checker: ts.TypeChecker,
): PublicName {
  const declaration = symbol.declarations![0]!;
  const file = declaration.getSourceFile();
  const line = file.getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
  return {
    name,
    kind,
    description: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    examples: symbol
      .getJsDocTags(checker)
      .filter((tag) => tag.name === 'example')
      .map((tag) => ts.displayPartsToString(tag.text).replace(/^```(?:ts)?\n|\n```$/g, '')),
    place: `${path.relative(root, file.fileName)}:${line}`,
  };
}
