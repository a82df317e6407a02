/** How a sweep's module is loaded, wherever it lies: `cuaderno` is this installation, TypeScript is compiled. */
import { readFile } from 'node:fs/promises';
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

const library = new URL('../../index.js', import.meta.url).href;
const require = createRequire(import.meta.url);

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === 'cuaderno') return { url: library, format: 'module', shortCircuit: true };
  return next(specifier, context);
};

export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const ts = require('typescript') as typeof import('typescript');
  const { outputText } = ts.transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    fileName: fileURLToPath(url),
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
};
