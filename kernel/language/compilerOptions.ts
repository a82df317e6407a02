/** How cells are checked: the kernel's own settings, over them those of the nearest tsconfig.json, over them what a
 *  cell cannot do without. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import ts = require('typescript');

/** The folder of the kernel's own package. */
export const installation = path.resolve(fileURLToPath(new URL('../../..', import.meta.url)));

/** Strict where it finds a student's mistake, silent where it would only ask for ceremony. `noImplicitAny` is on, for
 *  without it `const losses = []` is an array of nothing; what it complains of is left unsaid (`CellSettings.lenient`). */
const own: ts.CompilerOptions = {
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.decorators.d.ts'],
  customConditions: ['node'],
  types: ['node'],
  strict: true,
  useUnknownInCatchVariables: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
};

/** Settings of a tsconfig.json that say what a cell's code may be. The others are about files and their output, or, as
 *  `paths`, about what only a bundler finds. */
const honored = [
  'strict',
  'alwaysStrict',
  'noImplicitAny',
  'noImplicitThis',
  'noImplicitOverride',
  'noImplicitReturns',
  'noFallthroughCasesInSwitch',
  'noPropertyAccessFromIndexSignature',
  'noUncheckedIndexedAccess',
  'strictBindCallApply',
  'strictBuiltinIteratorReturn',
  'strictFunctionTypes',
  'strictNullChecks',
  'strictPropertyInitialization',
  'exactOptionalPropertyTypes',
  'useUnknownInCatchVariables',
  'allowUnreachableCode',
  'allowUnusedLabels',
  'noUncheckedSideEffectImports',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'useDefineForClassFields',
  'lib',
  'noLib',
  'types',
  'typeRoots',
  'customConditions',
  'allowSyntheticDefaultImports',
  'esModuleInterop',
] as const satisfies (keyof ts.CompilerOptions)[];

/** A cell is an ES module of its own, whatever becomes of it. */
const required: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowJs: true,
  maxNodeModuleJsDepth: 0,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  preserveConstEnums: true,
  sourceMap: true,
  newLine: ts.NewLineKind.LineFeed,
  noErrorTruncation: false,
};

export interface CellSettings {
  options: ts.CompilerOptions;
  /** Whether values may be of type `any` without saying so. */
  lenient: boolean;
  /** Declaration files that the tsconfig.json includes: their globals hold in cells, too. */
  declarations: string[];
}

/** @param folder the notebook's; its tsconfig.json is looked for there and above, the kernel's own left out */
export function cellSettings(folder: string): CellSettings {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  const typeRoots = ownTypeRoots();
  const base = { ...own, typeRoots };
  if (!file || path.resolve(path.dirname(file)) === installation) {
    return { options: { ...base, ...required }, lenient: true, declarations: [] };
  }
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config?: unknown };
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, path.dirname(file), undefined, file);
  const theirs: ts.CompilerOptions = Object.fromEntries(
    honored.map((name) => [name, parsed.options[name]]).filter(([, value]) => value !== undefined),
  );
  // Who asks for strictness means all of it.
  if (theirs.strict) theirs.useUnknownInCatchVariables ??= true;
  const lenient = !(theirs.noImplicitAny ?? theirs.strict);
  theirs.noImplicitAny = true;
  if (theirs.typeRoots) theirs.typeRoots = [...theirs.typeRoots, ...typeRoots];
  else theirs.typeRoots = [path.join(path.dirname(file), 'node_modules', '@types'), ...typeRoots];
  return {
    options: { ...base, ...theirs, ...required },
    lenient,
    declarations: parsed.fileNames.filter((name) => /\.d\.[cm]?ts$/.test(name)),
  };
}

/** Whether a diagnostic asks for nothing but types where there are none (TS70xx, `noImplicitAny`). */
export function asksForTypes({ code }: ts.Diagnostic): boolean {
  return (code >= 7005 && code <= 7026) || (code >= 7031 && code <= 7041) || (code >= 7050 && code <= 7057);
}

/** Where the kernel's own installation keeps `@types/node`. */
function ownTypeRoots(): string[] {
  try {
    const manifest = createRequire(import.meta.url).resolve('@types/node/package.json');
    return [path.dirname(path.dirname(manifest))];
  } catch {
    return [];
  }
}
